package io.github.aperturecdi.embedded.engine;

import io.github.aperturecdi.embedded.engine.LabelStates.Creator;
import io.github.aperturecdi.embedded.engine.TokenBucket.Filling;
import io.github.aperturecdi.embedded.policy.RateLimiterSpec;
import io.github.aperturecdi.flow.Ticker;
import org.jspecify.annotations.Nullable;

/** A token bucket per label value. */
final class RateLimiter extends TokenLimiter {

    private final Filling filling;
    private final double capacity;
    private final LabelStates<TokenBucket> buckets;

    /**
     * @param before the version of the component that this one replaces; null for none
     */
    RateLimiter(
            LimiterId id,
            RateLimiterSpec spec,
            EngineSettings settings,
            Ticker ticker,
            @Nullable Component before) {
        super(id, spec.scope(), LimiterDecision.Kind.RATE, settings.faithful());
        int maxKeys = settings.maxKeys();
        filling = Filling.of(spec);
        capacity = filling.capacity();
        Creator<TokenBucket> creator =
                (key, shared, now) ->
                        new TokenBucket(filling, key == null ? null : label(key), shared, now);
        buckets =
                succeeds(before)
                        ? ((RateLimiter) before).buckets.madeBy(creator)
                        : new LabelStates<>(
                                creator, maxKeys, () -> warnOfFull(maxKeys), ticker.nanos());
    }

    @Override
    LimiterDecision take(String value, double tokens, long now, long left) {
        String key = LongValues.key(value);
        TokenBucket bucket = buckets.locked(key, now);
        try {
            bucket.fillBy(filling);
            boolean taken = bucket.take(tokens, now);
            double remaining = bucket.available(now);
            return new LimiterDecision(
                    id(),
                    LimiterDecision.Kind.RATE,
                    !taken,
                    true,
                    label(value, key, bucket.label),
                    remaining,
                    capacity - remaining,
                    taken ? tokens : 0,
                    "",
                    taken ? 0 : bucket.waitFor(tokens, now),
                    taken ? 0 : deniedStatus());
        } finally {
            bucket.unlock();
        }
    }

    @Override
    void revert(LimiterDecision decision, long now, Deliveries deliveries) {
        String value = value(decision.label());
        if (value == null) {
            return;
        }
        String key = LongValues.key(value);
        TokenBucket own = buckets.lockedIfPresent(key);
        TokenBucket bucket = own != null ? own : buckets.lockedShared(key);
        // Without a bucket it was full in the meantime: there is no room for more.
        if (bucket != null) {
            try {
                bucket.giveBack(decision.consumed(), now);
            } finally {
                bucket.unlock();
            }
        }
    }

    @Override
    long shares() {
        return buckets.shares();
    }

    int buckets() {
        return buckets.size();
    }
}
