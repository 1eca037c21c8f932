package io.github.aperturecdi.async;

/**
 * Every way in which work goes on after its method has returned.
 *
 * @param returns results that tell of its end
 * @param lasting results that hold work which is still to be done
 * @param arguments arguments through which the call is answered
 */
public record AsyncKinds(AsyncReturns returns, LastingResults lasting, AsyncArguments arguments) {

    /**
     * Looks for the kinds.
     *
     * @param loader the application's class loader
     * @return those whose libraries are there
     */
    public static AsyncKinds load(ClassLoader loader) {
        return new AsyncKinds(
                new AsyncReturns(loader), new LastingResults(loader), new AsyncArguments(loader));
    }
}
