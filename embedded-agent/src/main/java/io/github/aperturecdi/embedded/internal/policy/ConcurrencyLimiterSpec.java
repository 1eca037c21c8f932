package io.github.aperturecdi.embedded.internal.policy;

import java.time.Duration;

/**
 * A limit on the tokens in flight per label value.
 *
 * @param scope which flows it limits
 * @param maxConcurrency a flow is admitted while fewer tokens than this are in flight, not
 *     negative; unused when the scope passes every flow through
 * @param maxInflightDuration how long the tokens of a flow without a reported end stay in flight,
 *     positive
 * @param maxIdleTime the time without a request or an end after which nothing is in flight; zero
 *     for no limit
 */
public record ConcurrencyLimiterSpec(
        Scope scope, double maxConcurrency, Duration maxInflightDuration, Duration maxIdleTime)
        implements LimiterSpec {}
