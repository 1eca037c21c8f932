package io.github.aperturecdi.embedded.engine;

import io.github.aperturecdi.embedded.engine.TokenBucket.Filling;
import org.jspecify.annotations.Nullable;

/** The sources of tokens, one for each queue, as the policy wants them. */
interface Sources {

    /**
     * Makes a source.
     *
     * @param shared what its label value has shared so far; null when nothing
     */
    TokenSource create(@Nullable TokenSource shared, long now);

    /** Brings a source of an earlier version of the policy up to date. */
    void update(TokenSource source, long now);

    /** How long flows may hold what a source has given them, in nanoseconds; 0 for not. */
    long longestHold();

    /** Buckets, which flows take tokens from. */
    record Buckets(Filling filling, boolean faithful) implements Sources {

        @Override
        public TokenSource create(@Nullable TokenSource shared, long now) {
            TokenBucket before = shared == null ? null : ((BucketSource) shared).bucket;
            return new BucketSource(
                    new TokenBucket(filling, null, before, now), filling.capacity(), faithful);
        }

        @Override
        public void update(TokenSource source, long now) {
            ((BucketSource) source).fillBy(filling, now);
        }

        @Override
        public long longestHold() {
            return 0;
        }
    }

    /** Places, which flows give back. */
    record Places(
            double max, long maxInflight, long maxIdle, RequestIds requestIds, boolean faithful)
            implements Sources {

        @Override
        public TokenSource create(@Nullable TokenSource shared, long now) {
            InflightTokens before = shared == null ? null : ((PlaceSource) shared).inflight;
            return new PlaceSource(
                    new InflightTokens(maxInflight, maxIdle, null, before, now),
                    max,
                    requestIds,
                    faithful);
        }

        @Override
        public void update(TokenSource source, long now) {
            ((PlaceSource) source).bound(max, maxInflight, maxIdle);
        }

        @Override
        public long longestHold() {
            return maxInflight;
        }
    }
}
