package io.github.aperturecdi;

/** The reason why a flow is refused. The agent gives the first four. */
public enum RejectReason {
    /** A rate or concurrency limit is used up. */
    RATE_LIMITED(429),
    /** A scheduler had no tokens for the flow in time. */
    NO_TOKENS(503),
    /** A sampler did not choose the flow. */
    NOT_SAMPLED(403),
    /** The flow is in ramp mode and no load ramp matches it. */
    NO_MATCHING_RAMP(403),
    /** The agent gave no reason, or a reason that this version does not know. */
    UNSPECIFIED(503),
    /** The agent did not answer in time, and the configuration refuses such calls. */
    UNREACHABLE(503),
    /**
     * The agent, or a proxy before it, answered that it does not accept the check. As with {@link
     * #UNREACHABLE} there is no decision, and the configuration decides the call.
     */
    NOT_ACCEPTED(503),
    /** The check or its reply is too large to be sent, most likely because of the call's labels. */
    TOO_LARGE(413),
    /** The caller gave up before the decision. */
    CALLER_GONE(499),
    /**
     * An error in the application's process kept the check from being sent or its reply from being
     * read.
     */
    NOT_ASKED(500);

    private final int httpStatus;

    RejectReason(int httpStatus) {
        this.httpStatus = httpStatus;
    }

    /**
     * The HTTP status that answers a refusal if the agent names no status.
     *
     * @return the status code
     */
    public int httpStatus() {
        return httpStatus;
    }
}
