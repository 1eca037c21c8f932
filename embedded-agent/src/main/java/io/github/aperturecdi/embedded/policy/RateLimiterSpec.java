package io.github.aperturecdi.embedded.policy;

import java.time.Duration;

/**
 * A token bucket per label value.
 *
 * @param scope whom it limits
 * @param bucketCapacity tokens in a full bucket, not negative; means nothing when the scope passes
 *     everything through
 * @param fillAmount tokens that flow in per interval, not negative
 * @param interval the time for one fill amount, positive
 * @param continuousFill whether tokens flow in all the time, or all at once when an interval ends
 * @param delayInitialFill whether a full bucket that is drawn from gets nothing until it could have
 *     been filled once
 * @param maxIdleTime after this long without a request a bucket is full again; zero for never
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
