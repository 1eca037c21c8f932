package io.github.aperturecdi.suite;

import io.github.aperturecdi.FlowLabelProvider;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/** Labels for flows of the order control point. No bean injects it: the library has to find it. */
@ApplicationScoped
class TenantLabels implements FlowLabelProvider {

    @Override
    public Map<String, String> labels(String controlPoint) {
        if (controlPoint.equals("labelled-stage")) {
            throw new IllegalStateException("no tenant here");
        }
        return controlPoint.equals("labelled-order")
                ? Map.of("tenant", "t-1", "kind", "provided", "stage", "provided")
                : Map.of();
    }
}
