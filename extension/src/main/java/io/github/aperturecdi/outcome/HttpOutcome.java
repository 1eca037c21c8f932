package io.github.aperturecdi.outcome;

/**
 * A library whose results and exceptions carry the HTTP status that is answered. Found by {@link
 * java.util.ServiceLoader}; an implementation whose library is absent knows none, and must not need
 * the library to say so.
 */
public interface HttpOutcome {

    /**
     * The status in an outcome.
     *
     * @param outcome what a method returned or threw
     * @return the status; 0 when this library has nothing to do with it
     */
    int statusOf(Object outcome);
}
