package io.github.aperturecdi.flow;

/** What becomes of a flow for which there is no decision, or none in time. */
public enum OnUnreachable {
    /** It runs: the agent protects the service, it is not a part of it. */
    ADMIT,
    /**
     * It is refused, with {@link io.github.aperturecdi.RejectReason#UNREACHABLE} or {@link
     * io.github.aperturecdi.RejectReason#NOT_ACCEPTED}.
     */
    REJECT
}
