package io.github.aperturecdi.embedded;

import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.embedded.internal.engine.Engine;
import io.github.aperturecdi.embedded.internal.engine.LimiterDecision;
import io.github.aperturecdi.embedded.internal.engine.Outcome;
import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.spi.InflightToken;
import io.github.aperturecdi.flow.spi.UncountedBy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Turns the outcomes of an engine into decisions. */
final class Decisions {

    private Decisions() {}

    /** The decision of an engine. */
    static Decision of(Outcome outcome, Engine engine) {
        if (!outcome.admitted()) {
            return rejection(outcome);
        }
        Decision admission = admission(outcome, engine);
        return outcome.cached() == null ? admission : admission.with(outcome.cached(), null);
    }

    private static Decision admission(Outcome outcome, Engine engine) {
        // By index, to save most flows an iterator.
        for (int i = 0; i < outcome.decisions().size(); i++) {
            LimiterDecision decision = outcome.decisions().get(i);
            if (!decision.requestId().isEmpty() || !decision.counted()) {
                return Decision.admitted(inflight(outcome))
                        .withUncounted(uncounted(outcome, engine));
            }
        }
        return Decision.admitted();
    }

    /**
     * The limiters that did not count the flow because it lacks their label. Limiters that pass
     * every flow through are left out, as their policy says so.
     */
    private static List<UncountedBy> uncounted(Outcome outcome, Engine engine) {
        List<UncountedBy> uncounted = new ArrayList<>(0);
        for (LimiterDecision decision : outcome.decisions()) {
            String key = decision.counted() ? null : engine.countsBy(decision.id());
            if (key != null) {
                uncounted.add(
                        new UncountedBy(
                                decision.id().policyName(), decision.id().componentId(), key));
            }
        }
        return uncounted;
    }

    private static Decision rejection(Outcome outcome) {
        return Decision.rejected(
                outcome.reason() == null ? RejectReason.UNSPECIFIED : outcome.reason(),
                outcome.deniedStatus(),
                outcome.waitNanos() > 0 ? Duration.ofNanos(outcome.waitNanos()) : null,
                outcome.decisions().stream()
                        .filter(LimiterDecision::dropped)
                        .map(decision -> decision.id().policyName())
                        .distinct()
                        .toList(),
                inflight(outcome));
    }

    private static List<InflightToken> inflight(Outcome outcome) {
        return outcome.decisions().stream()
                .filter(decision -> !decision.dropped() && !decision.requestId().isEmpty())
                .map(
                        decision ->
                                new InflightToken(
                                        decision.id().policyName(),
                                        decision.id().policyHash(),
                                        decision.id().componentId(),
                                        decision.label(),
                                        decision.requestId(),
                                        decision.consumed()))
                .toList();
    }
}
