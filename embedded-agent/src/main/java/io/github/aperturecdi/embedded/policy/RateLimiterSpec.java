package io.github.aperturecdi.embedded.policy;

import java.time.Duration;

/**
 * A token bucket per label value.
 *
 * @param scope which flows it limits
 * @param bucketCapacity the tokens in a full bucket, not negative; unused when the scope passes
 *     every flow through
 * @param fillAmount the tokens added per interval, not negative
 * @param interval the time for one fill amount, positive
 * @param continuousFill whether tokens are added continuously, rather than at the end of each
 *     interval
 * @param delayInitialFill whether filling pauses after the first take from a full bucket, for the
 *     time that fills an empty one
 * @param maxIdleTime the time without a request after which a bucket is full again; zero for no
 *     limit
 */
public record RateLimiterSpec(
        Scope scope,
        double bucketCapacity,
        double fillAmount,
        Duration interval,
        boolean continuousFill,
        boolean delayInitialFill,
        Duration maxIdleTime)
        implements LimiterSpec {}
