package io.github.aperturecdi.embedded.engine;

import java.util.Iterator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A limiter's state for each label value.
 *
 * <p>What is no different from a new state is thrown away again, a few at a time by the threads
 * that come by anyway: memory is bounded by the values that are in use, and no thread and no long
 * pause is needed for it.
 */
final class LabelStates<S extends LabelStates.State> {

    /** The state for one label value. Everything in it is guarded by its lock. */
    abstract static class State {

        private final ReentrantLock lock = new ReentrantLock();
        private boolean discarded;

        /** Whether a new state would decide everything in the same way. */
        abstract boolean isAsNew(long now);

        void unlock() {
            lock.unlock();
        }
    }

    /** More than one, so that cleaning is faster than growing. */
    private static final int LOOKS_PER_NEW_STATE = 4;

    private static final int LOOKS_PER_ROUND = 16;
    private static final long ROUND_NANOS = 1_000_000;

    private final ConcurrentHashMap<String, S> states = new ConcurrentHashMap<>();
    private final Function<String, S> creator;

    private final ReentrantLock cleaning = new ReentrantLock();
    private Iterator<S> cleaned = states.values().iterator();
    private volatile long lastRound;

    LabelStates(Function<String, S> creator, long now) {
        this.creator = creator;
        this.lastRound = now;
    }

    /** The state for a value, locked; whoever asks unlocks it. */
    S locked(String value, long now) {
        if (now - lastRound > ROUND_NANOS) {
            lastRound = now;
            clean(now, LOOKS_PER_ROUND);
        }
        while (true) {
            S state = states.get(value);
            if (state == null) {
                clean(now, LOOKS_PER_NEW_STATE);
                state = states.computeIfAbsent(value, creator);
            }
            if (lock(state)) {
                return state;
            }
        }
    }

    /** The state for a value, locked; null when there is none. */
    @Nullable S lockedIfPresent(String value) {
        S state = states.get(value);
        return state != null && lock(state) ? state : null;
    }

    private boolean lock(S state) {
        State it = state;
        it.lock.lock();
        if (it.discarded) {
            it.lock.unlock();
            return false;
        }
        return true;
    }

    /** Must not be called with a state's lock held. */
    private void clean(long now, int looks) {
        if (!cleaning.tryLock()) {
            return;
        }
        try {
            for (int i = 0; i < looks; i++) {
                if (!cleaned.hasNext()) {
                    cleaned = states.values().iterator();
                    if (!cleaned.hasNext()) {
                        return;
                    }
                }
                discardIfAsNew(cleaned.next(), now);
            }
        } finally {
            cleaning.unlock();
        }
    }

    private void discardIfAsNew(State state, long now) {
        if (!state.lock.tryLock()) {
            return;
        }
        try {
            if (!state.discarded && state.isAsNew(now)) {
                // Still under its lock: nobody can have taken from it in between.
                state.discarded = true;
                cleaned.remove();
            }
        } finally {
            state.lock.unlock();
        }
    }

    /** How many values have a state. */
    int size() {
        return states.size();
    }
}
