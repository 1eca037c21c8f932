package io.github.aperturecdi.internal.async;

/**
 * Is told when work that continues after its method has returned ends. Calls after {@link #done}
 * have no effect. Thread-safe.
 */
public interface WorkEnd {

    /**
     * Reports the HTTP status of the work's answer.
     *
     * @param status the status
     */
    void observedHttpStatus(int status);

    /**
     * Reports that the work has failed.
     *
     * @param failure the failure
     */
    void failed(Throwable failure);

    /** Reports that the work is given up, so that its duration does not count. */
    void abandoned();

    /** Reports that the work has ended. */
    void done();
}
