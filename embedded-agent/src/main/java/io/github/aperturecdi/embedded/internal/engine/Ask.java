package io.github.aperturecdi.embedded.internal.engine;

import io.github.aperturecdi.internal.Breaker;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A question to the store. It is answered, fails, or is abandoned, whichever comes first.
 *
 * @param <R> the type of the answer
 */
final class Ask<R> {

    private enum State {
        PENDING,
        ABANDONED,
        FAILED
    }

    final String controlPoint;
    final long began;
    final Breaker.Permit permit;

    /** Whether it was abandoned because the answer took too long. */
    volatile boolean timedOut;

    /** A {@link State}, or the answer. */
    private final AtomicReference<Object> state = new AtomicReference<>(State.PENDING);

    Ask(String controlPoint, long began, Breaker.Permit permit) {
        this.controlPoint = controlPoint;
        this.began = began;
        this.permit = permit;
    }

    boolean answer(R answer) {
        return state.compareAndSet(State.PENDING, answer);
    }

    boolean fail() {
        return state.compareAndSet(State.PENDING, State.FAILED);
    }

    /**
     * Stops waiting for the answer. What a late answer grants goes back.
     *
     * @return whether the answer was still to come
     */
    boolean abandon() {
        return state.compareAndSet(State.PENDING, State.ABANDONED);
    }

    boolean isPending() {
        return state.get() == State.PENDING;
    }

    /** The answer; null while there is none, and after a failure. */
    @SuppressWarnings("unchecked")
    @Nullable R answer() {
        Object now = state.get();
        return now instanceof State ? null : (R) now;
    }
}
