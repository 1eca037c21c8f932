package io.github.aperturecdi.embedded.policy;

import java.time.Duration;

/**
 * A limit on the tokens in flight per label value.
 *
 * @param scope whom it limits
 * @param maxConcurrency a flow is admitted while fewer tokens than this are in flight, not
 *     negative; means nothing when the scope passes everything through
 * @param maxInflightDuration how long the tokens of a flow that never ends stay in flight, positive
 * @param maxIdleTime after this long without a request or an end nothing is in flight; zero for
 *     never
 */
public record ConcurrencyLimiterSpec(
        Scope scope, double maxConcurrency, Duration maxInflightDuration, Duration maxIdleTime)
        implements LimiterSpec {}
