package io.github.aperturecdi.embedded.internal.policy;

import java.util.List;

/** A component of a policy that admits or drops flows. */
public sealed interface LimiterSpec
        permits RateLimiterSpec,
                ConcurrencyLimiterSpec,
                QuotaSchedulerSpec,
                ConcurrencySchedulerSpec,
                SamplerSpec,
                LoadRampSpec {

    /**
     * The scope, which all limiters have.
     *
     * @return which flows the limiter limits, and by which labels
     */
    Scope scope();

    /**
     * Which flows a limiter limits, and by which labels.
     *
     * @param componentId the component's place in the circuit, such as {@code root.0}
     * @param selectors the selectors; the limiter applies to flows that match any of them
     * @param limitByLabelKey the label whose values are limited separately; empty for one limit for
     *     all flows
     * @param tokensLabelKey the label with a flow's number of tokens; empty for one token per flow
     * @param deniedStatus the HTTP status for a refused flow; 0 for the default
     * @param passThrough whether the limiter admits every flow without counting it
     */
    record Scope(
            String componentId,
            List<Selector> selectors,
            String limitByLabelKey,
            String tokensLabelKey,
            int deniedStatus,
            boolean passThrough) {}
}
