package io.github.aperturecdi.embedded.policy;

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
     * What all limiters have in common.
     *
     * @return whom it limits, and by what
     */
    Scope scope();

    /**
     * Whom a limiter limits, and by what.
     *
     * @param componentId its place in the circuit, such as {@code root.0}
     * @param selectors which flows it sees: those that any of the selectors matches
     * @param limitByLabelKey the label whose values are limited apart from each other; empty for
     *     one limit over all
     * @param tokensLabelKey the label that says how many tokens a flow takes; empty for one each
     * @param deniedStatus the HTTP status for a flow that it drops; 0 for the default
     * @param passThrough whether it admits every flow uncounted
     */
    record Scope(
            String componentId,
            List<Selector> selectors,
            String limitByLabelKey,
            String tokensLabelKey,
            int deniedStatus,
            boolean passThrough) {}
}
