package io.github.aperturecdi.embedded.policy;

import java.util.Set;

/**
 * Admits a share of the flows.
 *
 * @param scope whom it limits; a sampler has no {@code limitByLabelKey} and no {@code
 *     tokensLabelKey}
 * @param acceptPercentage the share, 0 to 100; means nothing when the scope passes everything
 *     through, and in a load ramp
 * @param sessionLabelKey the label whose value decides, so that a session is always admitted or
 *     never; empty for a random choice
 * @param rampMode whether it is what flows in ramp mode look for
 * @param passThroughLabelValues the values of the session label that are always admitted
 */
public record SamplerSpec(
        Scope scope,
        double acceptPercentage,
        String sessionLabelKey,
        boolean rampMode,
        Set<String> passThroughLabelValues)
        implements LimiterSpec {}
