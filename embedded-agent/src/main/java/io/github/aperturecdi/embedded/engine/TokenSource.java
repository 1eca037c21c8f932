package io.github.aperturecdi.embedded.engine;

/** The tokens that a queue hands out. Guarded by the lock of the queue. */
interface TokenSource {

    /** The flow has its tokens. */
    long SERVED = 0;

    /** The flow does not get its tokens, however long it waits. */
    long REFUSED = -1;

    /**
     * Serves a flow that no other one waits before, if its tokens are there.
     *
     * @return whether it has them
     */
    boolean takeAtOnce(Queued flow, long now);

    /**
     * Serves the flow whose turn it is.
     *
     * @return {@link #SERVED}, {@link #REFUSED}, or in how many nanoseconds to ask again; {@link
     *     TokenBucket#NEVER} when only somebody else's end helps
     */
    long serve(Queued flow, long now);

    /** The flow whose turn it is goes unserved. */
    void release(Queued flow, long now);

    /** Whether a new source would admit no more than this one. */
    boolean isAsNew(long now, boolean crowded);
}
