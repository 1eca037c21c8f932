package io.github.aperturecdi.async;

import io.github.aperturecdi.outcome.HttpOutcomes;

/**
 * What the calls of an application share: every way in which work goes on after its method has
 * returned.
 *
 * @param returns results that tell of its end
 * @param lasting results that hold work which is still to be done
 * @param arguments arguments through which the call is answered
 * @param open results that have to be looked at
 * @param loops threads that must not wait
 * @param outcomes what results tell of the HTTP answer
 */
public record AsyncKinds(
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
    public static AsyncKinds load(ClassLoader loader) {
        AsyncReturns returns = new AsyncReturns(loader);
        LastingResults lasting = new LastingResults(loader);
        return new AsyncKinds(
                returns,
                lasting,
                new AsyncArguments(loader),
                new OpenResults(returns, lasting),
                new EventLoops(loader),
                new HttpOutcomes(loader));
    }
}
