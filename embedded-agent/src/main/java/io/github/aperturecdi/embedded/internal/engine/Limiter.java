package io.github.aperturecdi.embedded.internal.engine;

import io.github.aperturecdi.embedded.internal.policy.LimiterSpec;
import java.util.Map;

/** A component that decides at once. */
abstract class Limiter extends Component {

    Limiter(LimiterId id, LimiterSpec.Scope scope, LimiterDecision.Kind kind, boolean faithful) {
        super(id, scope, kind, faithful);
    }

    /**
     * Decides about a flow.
     *
     * @param left what the caller has left to wait, in nanoseconds
     */
    abstract LimiterDecision decide(Map<String, String> labels, long now, long left);
}
