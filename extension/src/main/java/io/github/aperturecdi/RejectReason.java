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
    UNREACHABLE(503);

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
