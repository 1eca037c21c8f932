package io.github.aperturecdi.embedded.engine;

import io.github.aperturecdi.embedded.engine.TokenBucket.Filling;
import io.github.aperturecdi.embedded.policy.RateLimiterSpec;

/** A token bucket per label value. */
final class RateLimiter extends Limiter {

    private final double capacity;
    private final LabelStates<TokenBucket> buckets;

    RateLimiter(LimiterId id, RateLimiterSpec spec, Ticker ticker) {
        super(id, spec.scope(), LimiterDecision.Kind.RATE);
        Filling filling = Filling.of(spec);
        capacity = filling.capacity();
        buckets =
                new LabelStates<>(
                        value -> new TokenBucket(filling, label(value), ticker.nanos()),
                        ticker.nanos());
    }

    @Override
    LimiterDecision take(String value, double tokens, long now) {
        TokenBucket bucket = buckets.locked(value, now);
        try {
            boolean taken = bucket.take(tokens, now);
            double remaining = bucket.available(now);
            return new LimiterDecision(
                    id(),
                    LimiterDecision.Kind.RATE,
                    !taken,
                    true,
                    bucket.label,
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
    void revert(LimiterDecision decision, long now) {
        String value = value(decision.label());
        TokenBucket bucket = value == null ? null : buckets.lockedIfPresent(value);
        // Without a bucket it was full in the meantime: there is no room for more.
        if (bucket != null) {
            try {
                bucket.giveBack(decision.consumed(), now);
            } finally {
                bucket.unlock();
            }
        }
    }

    int buckets() {
        return buckets.size();
    }
}
