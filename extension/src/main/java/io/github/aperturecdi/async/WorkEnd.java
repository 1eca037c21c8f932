package io.github.aperturecdi.async;

/**
 * Hears of the end of work that goes on after its method has returned. What it is told after {@link
 * #done} changes nothing. Safe for use by several threads.
 */
public interface WorkEnd {

    /**
     * The HTTP status that the work answers with is known.
     *
     * @param status the status
     */
    void observedHttpStatus(int status);

    /**
     * The work has failed.
     *
     * @param failure what went wrong
     */
    void failed(Throwable failure);

    /** The work is given up: its time says nothing about the service. */
    void abandoned();

    /** The work has ended. */
    void done();
}
