package io.github.aperturecdi.embedded.engine;

import java.util.List;

/**
 * What the limiters together decided about one flow.
 *
 * @param admitted whether the flow may run
 * @param decisions what each limiter said that the flow matched, in the order of the policies
 * @param deniedStatus the HTTP status for a refusal, from the last limiter that dropped; 0 when
 *     admitted
 * @param waitNanos after this many nanoseconds the same flow would be admitted, if nobody else
 *     came; 0 when admitted or unknown
 */
public record Outcome(
        boolean admitted, List<LimiterDecision> decisions, int deniedStatus, long waitNanos) {

    /** The admission of a flow that no limiter matches. */
    static final Outcome UNLIMITED = new Outcome(true, List.of(), 0, 0);

    static Outcome admitted(List<LimiterDecision> decisions) {
        return new Outcome(true, decisions, 0, 0);
    }

    static Outcome rejected(List<LimiterDecision> decisions) {
        int status = 0;
        long wait = 0;
        for (LimiterDecision decision : decisions) {
            if (decision.dropped()) {
                status = decision.deniedStatus();
                wait = Math.max(wait, decision.waitNanos());
            }
        }
        return new Outcome(false, decisions, status, wait);
    }
}
