package io.github.aperturecdi.test;

import io.github.aperturecdi.RejectReason;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Scripts the agent's replies to the next flows of one control point, in place of its policies. The
 * last call of a method applies. {@link TestAgent#at} returns the script.
 */
public final class ControlPointScript {

    private static final Set<RejectReason> REASONS =
            Set.of(
                    RejectReason.RATE_LIMITED,
                    RejectReason.NO_TOKENS,
                    RejectReason.NOT_SAMPLED,
                    RejectReason.NO_MATCHING_RAMP);

    private final Consumer<Script> set;
    private int times = Script.FOR_EVER;

    ControlPointScript(Consumer<Script> set) {
        this.set = set;
    }

    /**
     * Limits the next script to a number of flows. After them the policies decide again.
     *
     * @param times the number, positive
     * @return this
     */
    public ControlPointScript times(int times) {
        if (times < 1) {
            throw new IllegalArgumentException(
                    "A script cannot apply to " + times + " flows. Name 1 or more.");
        }
        this.times = times;
        return this;
    }

    /** Admits. */
    public void admits() {
        set.accept(Script.of(Script.Kind.ADMITS, times));
    }

    /** Admits with tokens of a concurrency limiter, which the end of the flow must return. */
    public void admitsWithTokens() {
        set.accept(Script.of(Script.Kind.ADMITS_WITH_TOKENS, times));
    }

    /**
     * Rejects, without a time after which to try again.
     *
     * @param reason one of the first four reasons, which agents give
     */
    public void rejects(RejectReason reason) {
        rejects(reason, Duration.ZERO);
    }

    /**
     * Rejects.
     *
     * @param reason one of the first four reasons, which agents give
     * @param retryAfter the time after which to try again; zero for none
     */
    public void rejects(RejectReason reason, Duration retryAfter) {
        rejects(reason, retryAfter, 0);
    }

    /**
     * Rejects with the HTTP status of a policy's {@code denied_response_status_code}.
     *
     * @param reason one of the first four reasons, which agents give
     * @param retryAfter the time after which to try again; zero for none
     * @param httpStatus the status; 0 to leave it to the reason
     */
    public void rejects(RejectReason reason, Duration retryAfter, int httpStatus) {
        if (!REASONS.contains(reason)) {
            throw new IllegalArgumentException(
                    "An agent does not reject with "
                            + reason
                            + ". Name RATE_LIMITED, NO_TOKENS, NOT_SAMPLED or NO_MATCHING_RAMP, or"
                            + " use isSilent() or isUnavailable().");
        }
        set.accept(new Script(Script.Kind.REJECTS, reason, retryAfter, httpStatus, times));
    }

    /** Never answers. The flow continues after its timeout. */
    public void isSilent() {
        set.accept(Script.of(Script.Kind.SILENT, times));
    }

    /** Fails each check at once, like an agent that is not running. */
    public void isUnavailable() {
        set.accept(Script.of(Script.Kind.UNAVAILABLE, times));
    }
}
