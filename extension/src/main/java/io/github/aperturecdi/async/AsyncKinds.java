package io.github.aperturecdi.async;

/**
 * All ways in which work continues after its method has returned.
 *
 * @param returns the results that report the end of the work
 * @param lasting the results that hold work to be done later
 * @param arguments the arguments through which a call is answered
 */
public record AsyncKinds(AsyncReturns returns, LastingResults lasting, AsyncArguments arguments) {

    /**
     * Finds the kinds.
     *
     * @param loader the application's class loader
     * @return the kinds whose libraries are present
     */
    public static AsyncKinds load(ClassLoader loader) {
        return new AsyncKinds(
                new AsyncReturns(loader), new LastingResults(loader), new AsyncArguments(loader));
    }
}
