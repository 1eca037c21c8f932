package io.github.aperturecdi.embedded.engine;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What one call of the engine decided about waiting flows, told to them after every lock is free. A
 * flow that hears it may give tokens back, which decides about the next one: in a loop, as a chain
 * of calls would be as long as the queue.
 */
final class Deliveries {

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

    /** Must not be called with a lock held. */
    void deliver() {
        while (true) {
            Queued place = decided == null ? null : decided.poll();
            if (place != null) {
                place.flow.decided(place, this);
                continue;
            }
            Runnable answer = answers == null ? null : answers.poll();
            if (answer == null) {
                return;
            }
            answer.run();
        }
    }
}
