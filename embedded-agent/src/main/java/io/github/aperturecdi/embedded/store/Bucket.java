package io.github.aperturecdi.embedded.store;

/**
 * How the token bucket of a rate limiter or a quota scheduler is filled. The parameters are those
 * of Aperture's policies.
 *
 * @param capacity the most tokens in the bucket, 0 or more
 * @param fillAmount the tokens that are added in each interval, 0 or more, finite
 * @param intervalNanos the interval in nanoseconds, positive
 * @param continuous whether tokens are added continuously; otherwise all at once at the end of each
 *     interval
 * @param delayed whether a full bucket begins to fill only after the time that fills a whole bucket
 * @param maxIdleNanos the time without use after which the bucket is full again; {@link
 *     Long#MAX_VALUE} for never
 */
public record Bucket(
        double capacity,
        double fillAmount,
        long intervalNanos,
        boolean continuous,
        boolean delayed,
        long maxIdleNanos) {}
