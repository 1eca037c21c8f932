package io.github.aperturecdi.embedded.internal.engine;

/** The source of the tokens that a queue hands out. The lock of the queue guards it. */
interface TokenSource {

    /** The result for a flow that has its tokens. */
    long SERVED = 0;

    /** The result for a flow that would not get its tokens however long it waits. */
    long REFUSED = -1;

    /** The result for a flow that waits for the answer of the store. */
    long ASKED = -2;

    /**
     * Serves a flow if its tokens are available. No other flow may be waiting.
     *
     * @return whether the flow has its tokens
     */
    boolean takeAtOnce(Queued flow, long now);

    /**
     * Serves the flow whose turn it is.
     *
     * @return {@link #SERVED}, {@link #REFUSED}, {@link #ASKED}, or the nanoseconds after which to
     *     ask again; {@link TokenBucket#NEVER} when only the end of another flow can help
     */
    long serve(Queued flow, long now);

    /** Whether a flow that waits for a place may be served now, though none is free. */
    default boolean hasNews() {
        return false;
    }

    /** Stops waiting for the answer of the store about the flow whose turn it is. */
    default void stopAsking(Queued flow, long now) {}

    /** Releases the tokens of the flow whose turn it is, as it leaves the queue unserved. */
    void release(Queued flow, long now);

    /** The part of the source that counts in this JVM. */
    default TokenSource alone() {
        return this;
    }

    /** Whether a new source would admit no more than this one. */
    boolean isAsNew(long now, boolean crowded);
}
