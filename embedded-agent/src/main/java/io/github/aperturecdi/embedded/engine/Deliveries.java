package io.github.aperturecdi.embedded.engine;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What one call of the engine decided about waiting flows, told to them after every lock is free. A
 * flow that hears it may give tokens back, which decides about the next one: in a loop, as a chain
 * of calls would be as long as the queue.
 */
final class Deliveries {

    /** Where callers are answered on this thread now. */
    private static final ThreadLocal<@Nullable Deliveries> INNERMOST = new ThreadLocal<>();

    private static final int DEEPEST = 8;

    private int depth;
    private @Nullable ArrayDeque<Queued> decided;
    private @Nullable ArrayDeque<Runnable> answers;

    void decided(Queued place) {
        if (decided == null) {
            decided = new ArrayDeque<>(2);
        }
        decided.add(place);
    }

    /** An answer to a caller, who may do anything then: it comes last. */
    void answer(Runnable answer) {
        if (answers == null) {
            answers = new ArrayDeque<>(2);
        }
        answers.add(answer);
    }

    /**
     * Must not be called with a lock held. A caller who hears an answer may end its flow at once,
     * which answers the next caller, and so on: where such calls are nested too deeply, an answer
     * waits for the one before to be heard.
     */
    void deliver() {
        tellFlows();
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
                answer.run();
                tellFlows();
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
            Queued place = decided.remove();
            place.flow.decided(place, this);
        }
    }
}
