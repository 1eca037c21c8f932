package io.github.aperturecdi.embedded.internal.policy;

import java.util.Set;

/**
 * Admits a percentage of the flows.
 *
 * @param scope which flows it limits; a sampler has no {@code limitByLabelKey} and no {@code
 *     tokensLabelKey}
 * @param acceptPercentage the percentage, 0 to 100; unused when the scope passes every flow
 *     through, and in a load ramp
 * @param sessionLabelKey the label whose value decides, so that a session is either always or never
 *     admitted; empty for a random choice
 * @param rampMode whether flows in ramp mode need this sampler
 * @param passThroughLabelValues the values of the session label that are always admitted
 */
public record SamplerSpec(
        Scope scope,
        double acceptPercentage,
        String sessionLabelKey,
        boolean rampMode,
        Set<String> passThroughLabelValues)
        implements LimiterSpec {}
