package io.github.aperturecdi.embedded.internal.engine;

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
 * <p>A state that does not differ from a new one is discarded. Each thread that makes a state
 * checks a few old ones first. Cleaning thus keeps pace with any number of threads, without a
 * cleaning thread and without long pauses.
 *
 * <p>When the maximum number of states is in use, a new value shares a state with other new values:
 * they are limited together. Values that have a state keep it, so new values cannot reset the limit
 * of another value. A value has one state at a time: when it gets its own state, that state starts
 * with the usage of the shared one.
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
         * @param crowded whether there are so many states that minor differences from a new one do
         *     not count
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
         * @param shared the state that the value has shared so far, locked; null for none
         */
        S create(@Nullable String value, @Nullable S shared, long now);
    }

    /**
     * The lock for making states of the values in one slot. It also holds the state that they
     * share.
     */
    private static final class Slot<S> extends ReentrantLock {

        private static final long serialVersionUID = 1;

        transient @Nullable S shared;
    }

    /** More than one, so that cleaning is faster than growth. */
    private static final int LOOKS_PER_NEW_STATE = 3;

    private static final int LOOKS_PER_ROUND = 16;
    private static final long ROUND_NANOS = 1_000_000;

    /** The number of states up to which memory is negligible. */
    private static final int CROWD = 1_000;

    /** The number of slots, a power of two. */
    private static final int SLOTS = 256;

    private final ConcurrentHashMap<String, S> states = new ConcurrentHashMap<>();

    /** The states in the order in which cleaning checks them. */
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
     * Makes an instance without states.
     *
     * @param max how many values may have a state of their own
     * @param onFull runs once, when that number is reached for the first time
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

    /** Uses another creator for new states from now on, and returns this instance. */
    LabelStates<S> madeBy(Creator<S> other) {
        creator = other;
        return this;
    }

    /** Runs an action on each state, including shared ones, under the state's lock. */
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

    /** Runs an action on a locked state, and unlocks it. */
    private void use(S state, Consumer<S> action) {
        try {
            action.accept(state);
        } finally {
            state.unlock();
        }
    }

    /** The state for a value, locked. The caller unlocks it. */
    S locked(String value, long now) {
        S state = lockedIfPresent(value, now);
        if (state != null) {
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
            // Another thread may have made it. A discarded one is no longer in the map.
            S state = lockedIfPresent(value);
            if (state != null) {
                return state;
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

    /**
     * The shared state, locked while the slot is locked. The value cannot get its own state in
     * between.
     */
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

    /**
     * Does what {@link #lockedIfPresent(String)} does, and looks for old states when it is time.
     */
    @Nullable S lockedIfPresent(String value, long now) {
        if (now - lastRound > ROUND_NANOS) {
            lastRound = now;
            clean(now, LOOKS_PER_ROUND);
        }
        return lockedIfPresent(value);
    }

    /** The value's own state, locked; null for none. */
    @Nullable S lockedIfPresent(String value) {
        S state = states.get(value);
        return state != null && lock(state) ? state : null;
    }

    /** The state that a value may share, locked; null for none. */
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

    /**
     * Discards states that do not differ from new ones. Must not be called with a state's lock
     * held.
     */
    private void clean(long now, int number) {
        boolean crowded = count.get() > CROWD;
        for (int i = 0; i < number; i++) {
            // Only this thread has the state until it is added again.
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
            // The state stays locked, so no other thread uses it in between.
            if (!state.discarded && state.isAsNew(now, crowded)) {
                discard(state);
            }
            return state.discarded;
        } finally {
            state.lock.unlock();
        }
    }

    private void discard(State state) {
        state.discarded = true;
        states.remove(state.key);
        count.decrementAndGet();
    }

    /** Discards all states. A value that comes later gets a new one. */
    void discardAll() {
        for (S state : states.values()) {
            if (lock(state)) {
                use(state, this::discard);
            }
        }
        looks.removeIf(state -> state.discarded);
        for (Slot<S> slot : slots) {
            slot.lock();
            slot.shared = null;
            slot.unlock();
        }
    }

    /** The number of values with a state of their own. */
    int size() {
        return states.size();
    }

    /** How many times a value has shared a state. */
    long shares() {
        return shares.sum();
    }
}
