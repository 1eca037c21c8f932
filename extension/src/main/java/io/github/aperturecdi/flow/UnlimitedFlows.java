package io.github.aperturecdi.flow;

import io.github.aperturecdi.flow.spi.UncountedBy;
import io.github.aperturecdi.internal.FirstOfEach;

/**
 * Logs that a limiter did not count flows that it matches, once for each control point and policy.
 * Nothing else shows that the limit has no effect.
 */
final class UnlimitedFlows {

    private static final System.Logger LOG = System.getLogger(UnlimitedFlows.class.getName());

    private record Place(String controlPoint, String policyName) {}

    private final FirstOfEach<Place> warned = new FirstOfEach<>();

    void decided(String controlPoint, Decision decision) {
        for (UncountedBy limiter : decision.uncounted()) {
            if (warned.is(new Place(controlPoint, limiter.policyName()))) {
                LOG.log(System.Logger.Level.WARNING, FlowTexts.unlimited(controlPoint, limiter));
            }
        }
    }
}
