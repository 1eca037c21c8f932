package io.github.aperturecdi.embedded.internal.engine;

import io.github.aperturecdi.embedded.internal.engine.TokenBucket.Filling;

/**
 * The engine's own token bucket, as the model of the script's. One unit of time is one microsecond.
 */
public final class BucketModel {

    private final Filling filling;
    private TokenBucket bucket;

    /** Makes a model without a bucket. */
    public BucketModel(
            double capacity,
            double amount,
            long interval,
            boolean continuous,
            boolean delayed,
            long maxIdle) {
        filling = new Filling(capacity, amount, interval, continuous, delayed, maxIdle);
    }

    private TokenBucket bucket(long now) {
        if (bucket == null) {
            bucket = new TokenBucket(filling, null, null, now);
        }
        return bucket;
    }

    /** Takes tokens: taken, available and wait. */
    public Object[] take(double tokens, long now, long longest) {
        TokenBucket used = bucket(now);
        boolean taken = used.take(tokens, now);
        long wait = 0;
        if (!taken && longest > 0) {
            wait = used.takeInAdvance(tokens, now, longest, false);
            taken = wait != TokenBucket.NEVER;
        }
        if (!taken) {
            wait = used.waitFor(tokens, now);
        }
        return new Object[] {taken, used.available(now), wait};
    }

    /** Takes tokens that were spent, or gives tokens back. */
    public Object[] settle(double tokens, long now) {
        TokenBucket used = bucket(now);
        used.take(0, now);
        if (tokens < 0) {
            used.giveBack(-tokens, now);
        } else if (tokens > 0
                && !used.take(tokens, now)
                && used.takeInAdvance(tokens, now, Long.MAX_VALUE - 1, false)
                        == TokenBucket.NEVER) {
            throw new IllegalStateException("the model cannot hold this debt");
        }
        double available = used.available(now);
        return new Object[] {true, available, available < 0 ? used.waitFor(0, now) : 0L};
    }

    /** Forgets the bucket, as its key has expired. Whether it was as a new one. */
    public boolean forget(long now) {
        boolean asNew = bucket == null || bucket.isAsNew(now, true);
        bucket = null;
        return asNew;
    }
}
