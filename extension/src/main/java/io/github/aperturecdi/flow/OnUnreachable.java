package io.github.aperturecdi.flow;

/** Whether a flow without a decision in time runs. */
public enum OnUnreachable {
    /** The flow runs: the agent protects the service, but the service works without it. */
    ADMIT,
    /**
     * The flow is refused, with {@link io.github.aperturecdi.RejectReason#UNREACHABLE} or {@link
     * io.github.aperturecdi.RejectReason#NOT_ACCEPTED}.
     */
    REJECT
}
