package io.github.aperturecdi.internal.async;

import io.github.aperturecdi.internal.outcome.HttpOutcomes;

/**
 * The kinds of results and arguments that decide when the work of a call ends. The calls of an
 * application share them.
 *
 * @param returns asynchronous results
 * @param lasting results that hold work
 * @param arguments arguments through which a call is answered
 * @param open results that have to be examined
 * @param loops threads that must not wait
 * @param outcomes the HTTP statuses in results
 */
public record ResultKinds(
        AsyncReturns returns,
        LastingResults lasting,
        AsyncArguments arguments,
        OpenResults open,
        EventLoops loops,
        HttpOutcomes outcomes) {

    /**
     * Finds the kinds.
     *
     * @param loader the application's class loader
     * @return the kinds whose libraries are present
     */
    public static ResultKinds load(ClassLoader loader) {
        AsyncReturns returns = new AsyncReturns(loader);
        LastingResults lasting = new LastingResults(loader);
        return new ResultKinds(
                returns,
                lasting,
                new AsyncArguments(loader),
                new OpenResults(returns, lasting),
                new EventLoops(loader),
                new HttpOutcomes(loader));
    }
}
