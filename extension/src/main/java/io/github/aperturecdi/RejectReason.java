package io.github.aperturecdi;

/** Why a flow was refused. The first four are the agent's reasons. */
public enum RejectReason {
    /** A rate or concurrency limit is used up. */
    RATE_LIMITED(429),
    /** A scheduler had no tokens for the flow within its time. */
    NO_TOKENS(503),
    /** A sampler did not choose the flow. */
    NOT_SAMPLED(403),
    /** The flow asked for a load ramp and none matches it. */
    NO_MATCHING_RAMP(403),
    /** The agent gave no reason, or one that this version does not know. */
    UNSPECIFIED(503),
    /** The agent did not answer, and the configuration refuses calls then. */
    UNREACHABLE(503),
    /**
     * The agent, or what is before it, answered that it does not accept the question. As with
     * {@link #UNREACHABLE} there is no decision, and the configuration says what becomes of the
     * call.
     */
    NOT_ACCEPTED(503),
    /** The question or its reply is too large to be sent, most likely by the call's labels. */
    TOO_LARGE(413),
    /** The caller gave up while the agent was asked. */
    CALLER_GONE(499),
    /** An error on this side kept the question from being put, or its reply from being read. */
    NOT_ASKED(500);

    private final int httpStatus;

    RejectReason(int httpStatus) {
        this.httpStatus = httpStatus;
    }

    /**
     * The HTTP status that answers a refusal for which the agent named no status itself.
     *
     * @return the status code
     */
    public int httpStatus() {
        return httpStatus;
    }
}
