package io.github.aperturecdi.flow;

/** What becomes of a flow for which there is no decision in time. */
public enum OnUnreachable {
    /** It runs: the agent protects the service, it is not a part of it. */
    ADMIT,
    /** It is refused with {@link io.github.aperturecdi.RejectReason#UNREACHABLE}. */
    REJECT
}
