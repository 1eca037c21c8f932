package io.github.aperturecdi.flow;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Says that a limiter did not count flows that it matches: once for each control point and policy,
 * as nothing else shows that a limit does not hold.
 */
final class UnlimitedFlows {

    /** Names may be made at run time, and remembering them must not fill the memory. */
    static final int MAX_WARNINGS = 1_000;

    private static final System.Logger LOG = System.getLogger(UnlimitedFlows.class.getName());

    private record Place(String controlPoint, String policyName) {}

    private final Set<Place> warned = ConcurrentHashMap.newKeySet();

    void decided(String controlPoint, Decision decision) {
        if (decision.uncounted().isEmpty()) {
            return;
        }
        for (UncountedBy limiter : decision.uncounted()) {
            Place place = new Place(controlPoint, limiter.policyName());
            // Threads that come at once may exceed the bound by their number, and no more.
            if (!warned.contains(place) && warned.size() < MAX_WARNINGS && warned.add(place)) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        LabelMessages.unlimited(controlPoint, limiter));
            }
        }
    }
}
