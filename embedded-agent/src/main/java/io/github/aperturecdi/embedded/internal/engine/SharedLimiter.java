package io.github.aperturecdi.embedded.internal.engine;

import io.github.aperturecdi.embedded.store.SharedStore;
import java.util.concurrent.CompletionStage;

/**
 * A limiter that asks the store about a flow.
 *
 * @param <R> the type of the store's answer
 */
interface SharedLimiter<R> {

    /** Asks for the flow's tokens. */
    CompletionStage<R> ask(SharedStore store, Asked<R> asked);

    /** The decision by the store's answer. */
    LimiterDecision shared(Asked<R> asked, R answer, long now);

    /** Returns what an answer grants that came too late. */
    void returned(Asked<R> asked, R answer);

    /** The store has not answered. It may have handed out tokens all the same. */
    void unanswered(Asked<R> asked);

    /** The store has not answered in time. */
    void timedOut(Ask<R> ask);

    /** The decision without the store. */
    LimiterDecision alone(Asked<R> asked, long now, long left);
}
