package io.github.aperturecdi.embedded.internal.engine;

import io.github.aperturecdi.embedded.internal.engine.TokenBucket.Filling;
import io.github.aperturecdi.embedded.store.PlaceLimit;
import org.jspecify.annotations.Nullable;

/** Makes the token sources of a scheduler's queues, as the policy configures them. */
interface Sources {

    /**
     * Makes a source.
     *
     * @param shared the source that its label value has shared so far; null for none
     */
    TokenSource create(@Nullable TokenSource shared, long now);

    /** Updates a source of an earlier policy version. */
    void update(TokenSource source, long now);

    /**
     * How long flows may hold tokens of a source, in nanoseconds; 0 when they do not hold tokens.
     */
    default long longestHold() {
        return 0;
    }

    /** Sources with buckets, from which flows take tokens. */
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
    }

    /** Sources with buckets in a store. */
    record SharedBuckets(Buckets local, LimiterId id, StoreLink link) implements Sources {

        @Override
        public TokenSource create(@Nullable TokenSource shared, long now) {
            TokenSource alone = local.create(shared == null ? null : shared.alone(), now);
            return new SharedBucketSource((BucketSource) alone, link, id, local.filling());
        }

        @Override
        public void update(TokenSource source, long now) {
            ((SharedBucketSource) source).fillBy(local.filling(), now);
        }
    }

    /** Sources with places in a store. */
    record SharedPlaces(Places local, LimiterId id, StoreLink link) implements Sources {

        @Override
        public TokenSource create(@Nullable TokenSource shared, long now) {
            TokenSource alone = local.create(shared == null ? null : shared.alone(), now);
            return new SharedPlaceSource(
                    (PlaceSource) alone, link, id, local.requestIds(), limit(), local.maxIdle());
        }

        private PlaceLimit limit() {
            return new PlaceLimit(local.max(), local.maxInflight());
        }

        @Override
        public void update(TokenSource source, long now) {
            ((SharedPlaceSource) source).bound(limit(), local.maxIdle());
        }

        @Override
        public long longestHold() {
            return local.longestHold();
        }
    }

    /** Sources with places, which flows give back. */
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
