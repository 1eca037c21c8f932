package io.github.aperturecdi.embedded.internal.policy;

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
 * @param syncsPerInterval with lazy sync, how often an instance takes tokens from a shared store
 *     per interval; 0 to take the tokens of each flow
 */
public record RateLimiterSpec(
        Scope scope,
        double bucketCapacity,
        double fillAmount,
        Duration interval,
        boolean continuousFill,
        boolean delayInitialFill,
        Duration maxIdleTime,
        int syncsPerInterval)
        implements LimiterSpec {

    /**
     * Makes a limiter without lazy sync.
     *
     * @param scope as above
     * @param bucketCapacity as above
     * @param fillAmount as above
     * @param interval as above
     * @param continuousFill as above
     * @param delayInitialFill as above
     * @param maxIdleTime as above
     */
    public RateLimiterSpec(
            Scope scope,
            double bucketCapacity,
            double fillAmount,
            Duration interval,
            boolean continuousFill,
            boolean delayInitialFill,
            Duration maxIdleTime) {
        this(
                scope,
                bucketCapacity,
                fillAmount,
                interval,
                continuousFill,
                delayInitialFill,
                maxIdleTime,
                0);
    }
}
