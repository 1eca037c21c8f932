package io.github.aperturecdi.embedded.internal.engine;

import io.github.aperturecdi.embedded.store.SharedStore;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The questions of one queue to the store. The lock of the queue guards it. */
final class StoreQuestions {

    private final StoreLink link;
    private boolean asking;

    StoreQuestions(StoreLink link) {
        this.link = link;
    }

    StoreLink link() {
        return link;
    }

    /**
     * Asks about the flow whose turn it is. The queue goes on when the answer is there.
     *
     * @param late takes an answer that came after the question was abandoned
     */
    <R> void ask(
            Queued flow, Function<SharedStore, CompletionStage<R>> operation, Consumer<R> late) {
        asking = true;
        try {
            flow.ask = link.ask(flow.flow.controlPoint(), operation, answered -> goOn(flow), late);
        } finally {
            asking = false;
        }
    }

    /** Serves the queue of a flow whose question is answered. */
    private void goOn(Queued flow) {
        FairQueue queue = flow.queue;
        if (queue == null) {
            return;
        }
        Deliveries deliveries = new Deliveries();
        queue.lock();
        try {
            // An answer that is there at once is read by the thread that has asked.
            if (!asking) {
                queue.serve(flow.flow.now(), deliveries);
            }
        } finally {
            queue.unlock();
        }
        deliveries.deliver();
    }

    /** Whether the answer is still to come. */
    boolean isPending(Queued flow) {
        return flow.ask != null && flow.ask.isPending();
    }

    /**
     * Abandons a question that takes too long. A store that was asked only lately, as the flow has
     * waited for its turn, is not silent: the flow waits for the answer until its deadline.
     */
    void stopAsking(Queued flow, long now) {
        if (flow.ask != null
                && now - flow.ask.began >= (now - flow.cameAt) / 2
                && flow.ask.abandon()) {
            link.timedOut(flow.ask);
        }
    }

    /**
     * Whether a flow without an answer has only run out of time, while the store answers others. It
     * is refused then: a caller with a short deadline must not get around the store.
     */
    boolean isLate(Queued flow) {
        return flow.ask != null && flow.ask.timedOut && link.hasAnsweredSince(flow.ask);
    }

    /** The answer; null if the store has not answered. */
    @SuppressWarnings("unchecked")
    <R> @Nullable R answer(Queued flow) {
        return flow.ask == null ? null : (R) flow.ask.answer();
    }

    /** The result without the store. */
    long alone(Queued flow, LongSupplier local) {
        link.decidedWithout();
        switch (link.onFailure()) {
            case LOCAL -> {
                flow.alone = true;
                return local.getAsLong();
            }
            case ADMIT -> {
                flow.uncounted = true;
                return TokenSource.SERVED;
            }
            default -> {
                flow.flow.storeIsAway();
                return TokenSource.REFUSED;
            }
        }
    }
}
