package io.github.aperturecdi.internal.outcome;

/**
 * A library whose results and exceptions carry the HTTP status of the answer. Implementations are
 * found by {@link java.util.ServiceLoader}. An implementation whose library is absent returns 0,
 * and must not need the library for that.
 */
public interface HttpOutcome {

    /**
     * The status in an outcome.
     *
     * @param outcome what a method returned or threw
     * @return the status; 0 if the outcome is not of this library
     */
    int statusOf(Object outcome);
}
