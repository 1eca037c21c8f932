package io.github.aperturecdi.embedded.engine;

import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A limiter's state for each label value, in bounded memory.
 *
 * <p>A state that is no different from a new one is thrown away. Each thread that makes a state
 * looks at a few old ones first, so cleaning keeps pace with any number of threads, and there is no
 * cleaning thread and no long pause.
 *
 * <p>When all states are in use, and there are as many as there may be, a new value shares a state
 * with other new values: it is limited together with them. Values that have a state keep it, so
 * nobody's limit is reset by others. A value has one state at a time: when its own is made, it
 * begins with what the shared one has used up.
 */
final class LabelStates<S extends LabelStates.State> {

    /** The state for one label value. Everything in it is guarded by its lock. */
    abstract static class State {

        private final ReentrantLock lock = new ReentrantLock();
        private String key = "";
        private boolean discarded;

        /**
         * Whether a new state would admit no more than this one.
         *
         * @param crowded whether there are so many states that one goes which differs from a new
         *     one in a detail
         */
        abstract boolean isAsNew(long now, boolean crowded);

        void lock() {
            lock.lock();
        }

        void unlock() {
            lock.unlock();
        }
    }

    /** Makes states. */
    interface Creator<S> {

        /**
         * Makes a state.
         *
         * @param value the label value; null for a state that values share
         * @param shared what the value has shared so far, locked; null when nothing
         */
        S create(@Nullable String value, @Nullable S shared, long now);
    }

    /** Serialises the making of states of some values, and has what they share. */
    private static final class Slot<S> extends ReentrantLock {

        private static final long serialVersionUID = 1;

        transient @Nullable S shared;
    }

    /** More than one, so that cleaning is faster than growing. */
    private static final int LOOKS_PER_NEW_STATE = 3;

    private static final int LOOKS_PER_ROUND = 16;
    private static final long ROUND_NANOS = 1_000_000;

    /** So few that their memory is no matter. */
    private static final int CROWD = 1_000;

    /** A power of two. */
    private static final int SLOTS = 256;

    private final ConcurrentHashMap<String, S> states = new ConcurrentHashMap<>();

    /** The states in the order in which they are looked at. */
    private final Queue<State> looks = new ConcurrentLinkedQueue<>();

    private final AtomicInteger count = new AtomicInteger();
    private final Slot<S>[] slots = slots();
    private volatile Creator<S> creator;
    private final int max;

    private final LongAdder shares = new LongAdder();
    private final Runnable onFull;
    private final AtomicBoolean full = new AtomicBoolean();
    private volatile long lastRound;

    /**
     * Makes it empty.
     *
     * @param max how many values may have a state of their own
     * @param onFull runs once, when there are so many for the first time
     */
    LabelStates(Creator<S> creator, int max, Runnable onFull, long now) {
        this.creator = creator;
        this.max = max;
        this.onFull = onFull;
        this.lastRound = now;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static <S> Slot<S>[] slots() {
        Slot<S>[] slots = new Slot[SLOTS];
        for (int i = 0; i < SLOTS; i++) {
            slots[i] = new Slot<>();
        }
        return slots;
    }

    /** The same states; new ones are made by another creator from now on. */
    LabelStates<S> madeBy(Creator<S> other) {
        creator = other;
        return this;
    }

    /** Does something with each state, those that values share included, under its lock. */
    void forEach(Consumer<S> action) {
        for (S state : states.values()) {
            if (lock(state)) {
                use(state, action);
            }
        }
        for (Slot<S> slot : slots) {
            S shared = lockedShared(slot);
            if (shared != null) {
                use(shared, action);
            }
        }
    }

    /** With a locked state. */
    private void use(S state, Consumer<S> action) {
        try {
            action.accept(state);
        } finally {
            state.unlock();
        }
    }

    /** The state for a value, locked; whoever asks unlocks it. */
    S locked(String value, long now) {
        if (now - lastRound > ROUND_NANOS) {
            lastRound = now;
            clean(now, LOOKS_PER_ROUND);
        }
        S state = states.get(value);
        if (state != null && lock(state)) {
            return state;
        }
        clean(now, LOOKS_PER_NEW_STATE);
        if (count.get() >= max && !full.get() && full.compareAndSet(false, true)) {
            onFull.run();
        }
        return lockedNew(value, now);
    }

    private S lockedNew(String value, long now) {
        Slot<S> slot = slot(value);
        slot.lock();
        try {
            S state = states.get(value);
            while (state != null) {
                if (lock(state)) {
                    return state;
                }
                // Discarded, and so out of the map by now.
                state = states.get(value);
            }
            return count.incrementAndGet() <= max ? own(value, slot, now) : shared(slot, now);
        } finally {
            slot.unlock();
        }
    }

    private S own(String value, Slot<S> slot, long now) {
        S shared = slot.shared;
        S state;
        if (shared == null) {
            state = creator.create(value, null, now);
        } else {
            lock(shared);
            try {
                state = creator.create(value, shared, now);
                if (shared.isAsNew(now, false)) {
                    slot.shared = null;
                }
            } finally {
                shared.unlock();
            }
        }
        lock(state);
        ((State) state).key = value;
        states.put(value, state);
        looks.add(state);
        return state;
    }

    /** Locked while the slot is: the value cannot get a state of its own in between. */
    private S shared(Slot<S> slot, long now) {
        count.decrementAndGet();
        shares.increment();
        if (slot.shared == null) {
            slot.shared = creator.create(null, null, now);
        }
        lock(slot.shared);
        return slot.shared;
    }

    private Slot<S> slot(String value) {
        int hash = value.hashCode();
        return slots[(hash ^ hash >>> 16) & SLOTS - 1];
    }

    /** The state of a value of its own, locked; null when there is none. */
    @Nullable S lockedIfPresent(String value) {
        S state = states.get(value);
        return state != null && lock(state) ? state : null;
    }

    /** The state that a value may share, locked; null when there is none. */
    @Nullable S lockedShared(String value) {
        return lockedShared(slot(value));
    }

    private @Nullable S lockedShared(Slot<S> slot) {
        slot.lock();
        try {
            if (slot.shared != null) {
                lock(slot.shared);
            }
            return slot.shared;
        } finally {
            slot.unlock();
        }
    }

    private boolean lock(State state) {
        state.lock.lock();
        if (state.discarded) {
            state.lock.unlock();
            return false;
        }
        return true;
    }

    /** Must not be called with a state's lock held. */
    private void clean(long now, int number) {
        boolean crowded = count.get() > CROWD;
        for (int i = 0; i < number; i++) {
            // One thread has it until it is added again.
            State state = looks.poll();
            if (state == null) {
                return;
            }
            if (!discardIfAsNew(state, now, crowded)) {
                looks.add(state);
            }
        }
    }

    private boolean discardIfAsNew(State state, long now, boolean crowded) {
        if (!state.lock.tryLock()) {
            return false;
        }
        try {
            if (!state.isAsNew(now, crowded)) {
                return false;
            }
            // Still under its lock: no other thread has taken from it in between.
            state.discarded = true;
            states.remove(state.key);
            count.decrementAndGet();
            return true;
        } finally {
            state.lock.unlock();
        }
    }

    /** How many values have a state of their own. */
    int size() {
        return states.size();
    }

    /** How many times a value has shared a state. */
    long shares() {
        return shares.sum();
    }
}
