package io.github.aperturecdi.embedded.internal.engine;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The decisions of one call of the engine about waiting flows. They are delivered after all locks
 * are released. A flow that gets its decision may give tokens back, which decides about the next
 * flow. A loop delivers these decisions, as nested calls would be as deep as the queue is long.
 */
final class Deliveries {

    /** The deliveries that answer callers on this thread now. */
    private static final ThreadLocal<@Nullable Deliveries> INNERMOST = new ThreadLocal<>();

    private static final int DEEPEST = 8;

    private int depth;
    private @Nullable ArrayDeque<Slot> decided;
    private @Nullable ArrayDeque<Runnable> answers;
    private @Nullable Throwable failure;

    void decided(Slot place) {
        if (decided == null) {
            decided = new ArrayDeque<>(2);
        }
        decided.add(place);
    }

    /** Adds an answer to a caller. Answers run last, as they may run any code of the caller. */
    void answer(Runnable answer) {
        if (answers == null) {
            answers = new ArrayDeque<>(2);
        }
        answers.add(answer);
    }

    /**
     * Delivers the decisions and answers. Must not be called with a lock held. A caller may end its
     * flow as soon as it is answered, which answers the next caller, and so on. When these calls
     * are nested too deeply, an outer call delivers the remaining answers. When one of them fails,
     * the others are delivered all the same, and the failure is thrown then.
     */
    void deliver() {
        tellFlows();
        tellCallers();
        Throwable first = failure;
        failure = null;
        if (first instanceof Error error) {
            throw error;
        }
        if (first instanceof RuntimeException exception) {
            throw exception;
        }
    }

    private void tellCallers() {
        if (answers == null || answers.isEmpty()) {
            return;
        }
        Deliveries outer = INNERMOST.get();
        if (outer != null && outer.depth >= DEEPEST) {
            answers.forEach(outer::answer);
            answers = null;
            return;
        }
        depth = outer == null ? 1 : outer.depth + 1;
        INNERMOST.set(this);
        try {
            for (Runnable answer = answers.poll(); answer != null; answer = answers.poll()) {
                try {
                    answer.run();
                } catch (RuntimeException | Error e) {
                    failed(e);
                }
            }
        } finally {
            if (outer == null) {
                INNERMOST.remove();
            } else {
                INNERMOST.set(outer);
            }
        }
    }

    private void tellFlows() {
        while (decided != null && !decided.isEmpty()) {
            Slot place = decided.remove();
            try {
                place.flow.decided(place, this);
            } catch (RuntimeException | Error e) {
                failed(e);
            }
        }
    }

    /** Takes a failure, which {@link #deliver} throws once all is delivered. */
    void failed(Throwable e) {
        if (failure == null) {
            failure = e;
        } else if (failure != e) {
            failure.addSuppressed(e);
        }
    }
}
