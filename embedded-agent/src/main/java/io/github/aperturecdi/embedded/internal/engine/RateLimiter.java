package io.github.aperturecdi.embedded.internal.engine;

import io.github.aperturecdi.embedded.internal.engine.LabelStates.Creator;
import io.github.aperturecdi.embedded.internal.engine.TokenBucket.Filling;
import io.github.aperturecdi.embedded.internal.policy.RateLimiterSpec;
import io.github.aperturecdi.embedded.store.Bucket;
import io.github.aperturecdi.embedded.store.SharedStore;
import io.github.aperturecdi.embedded.store.Tokens;
import io.github.aperturecdi.flow.spi.Ticker;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Limits flows by a token bucket per label value. */
final class RateLimiter extends TokenLimiter<Tokens> {

    private final Filling filling;
    private final double capacity;
    private final Bucket shared;
    private final @Nullable Leases leases;
    private final LabelStates<TokenBucket> buckets;

    /**
     * @param before the version of the component that this one replaces; null for none
     */
    RateLimiter(
            LimiterId id,
            RateLimiterSpec spec,
            EngineSettings settings,
            Ticker ticker,
            @Nullable StoreLink link,
            WaitingRoom room,
            @Nullable Component before) {
        super(id, spec.scope(), LimiterDecision.Kind.RATE, settings.faithful(), link);
        int maxKeys = settings.maxKeys();
        filling = Filling.of(spec);
        capacity = filling.capacity();
        boolean isLeased = link != null && spec.syncsPerInterval() > 0;
        shared = isLeased ? Leases.kept(filling.bucket()) : filling.bucket();
        Creator<TokenBucket> creator =
                (key, shared, now) ->
                        new TokenBucket(filling, key == null ? null : label(key), shared, now);
        buckets =
                succeeds(before)
                        ? ((RateLimiter) before).buckets.madeBy(creator)
                        : new LabelStates<>(
                                creator,
                                maxKeys,
                                () -> warnOfFull(maxKeys, link != null),
                                ticker.nanos());
        leases =
                isLeased
                        ? new Leases(
                                this,
                                link,
                                room,
                                spec.interval().toNanos() / spec.syncsPerInterval(),
                                maxKeys,
                                ticker.nanos())
                        : null;
    }

    @Override
    Slot ask(
            WaitingFlow flow,
            String value,
            double tokens,
            long now,
            long left,
            Deliveries deliveries) {
        Slot leased =
                leases == null ? null : leases.enter(flow, value, tokens, now, left, deliveries);
        return leased == null ? super.ask(flow, value, tokens, now, left, deliveries) : leased;
    }

    @Override
    @Nullable LimiterDecision decideInAdvance(String value, double tokens, long now) {
        return leases == null ? null : leases.decide(value, tokens, now);
    }

    Bucket bucket() {
        return shared;
    }

    /** A decision of a store, or by a lease from a store. */
    LimiterDecision said(String value, double tokens, boolean taken, double remaining, long wait) {
        return said(taken, label(value), remaining, capacity - remaining, tokens, taken ? 0 : wait);
    }

    @Override
    void close() {
        if (leases != null) {
            leases.close();
        }
    }

    @Override
    LimiterDecision take(String value, double tokens, long now, long left) {
        String key = LongValues.key(value);
        TokenBucket bucket = buckets.locked(key, now);
        try {
            bucket.fillBy(filling, now);
            String label = label(value, key, bucket.label);
            if (faithful()) {
                return asTheRealOne(bucket, label, tokens, now, left);
            }
            boolean taken = bucket.take(tokens, now);
            double remaining = bucket.available(now);
            long wait = taken ? 0 : bucket.waitFor(tokens, now);
            return said(taken, label, remaining, capacity - remaining, tokens, wait);
        } finally {
            bucket.unlock();
        }
    }

    @Override
    boolean admits(String value, double tokens, long now) {
        TokenBucket bucket = buckets.lockedIfPresent(LongValues.key(value), now);
        if (bucket == null) {
            return false;
        }
        try {
            bucket.fillBy(filling, now);
            return bucket.take(tokens, now);
        } finally {
            bucket.unlock();
        }
    }

    @Override
    public CompletionStage<Tokens> ask(SharedStore store, Asked<Tokens> asked) {
        return store.take(counter(asked.value), shared, asked.tokens, 0);
    }

    @Override
    public LimiterDecision shared(Asked<Tokens> asked, Tokens answer, long now) {
        double remaining = answer.available();
        remember(asked.value, remaining, now);
        return said(asked.value, asked.tokens, answer.taken(), remaining, answer.waitNanos());
    }

    /** Keeps what the store has said, for the time when it is away. */
    void remember(String value, double available, long now) {
        TokenBucket bucket = buckets.locked(LongValues.key(value), now);
        try {
            // Values that share a bucket do not fill it for each other.
            boolean own = bucket.label != null;
            bucket.hold(own ? available : Math.min(available, bucket.available(now)), now);
        } finally {
            bucket.unlock();
        }
    }

    @Override
    public void returned(Asked<Tokens> asked, Tokens answer) {
        if (answer.taken()) {
            link().giveBack(counter(asked.value), shared, asked.tokens);
        }
    }

    @Override
    public void unanswered(Asked<Tokens> asked) {}

    /**
     * Decides as Aperture's agent does. After a refusal, the agent refuses every request for as
     * many or fewer tokens until the announced wait is over, without looking at the bucket. It
     * accepts any number of tokens.
     */
    private LimiterDecision asTheRealOne(
            TokenBucket bucket, String label, double tokens, long now, long left) {
        TokenBucket.Refusal last = bucket.lastRefusal;
        if (last != null && last.tokens() >= tokens && last.until() - now > 0) {
            return said(false, label, last.remaining(), last.current(), 0, last.until() - now);
        }
        if (left < FAITHFUL_MARGIN) {
            return said(false, label, 0, 0, 0, 0);
        }
        boolean taken = bucket.takeUnchecked(tokens, now);
        double remaining = bucket.available(now);
        double current = capacity - remaining;
        long wait = taken ? 0 : bucket.faithfulWaitFor(tokens, now);
        if (tokens < 0) {
            bucket.lastRefusal = null;
        } else if (!taken) {
            bucket.lastRefusal = new TokenBucket.Refusal(now + wait, tokens, remaining, current);
        }
        return said(taken, label, remaining, current, tokens, wait);
    }

    private LimiterDecision said(
            boolean taken,
            String label,
            double remaining,
            double current,
            double tokens,
            long wait) {
        return new LimiterDecision(
                id(),
                LimiterDecision.Kind.RATE,
                !taken,
                true,
                label,
                remaining,
                current,
                taken ? tokens : 0,
                "",
                wait,
                taken ? 0 : deniedStatus());
    }

    @Override
    void takeOver(long now, Deliveries deliveries) {
        buckets.forEach(bucket -> bucket.fillBy(filling, now));
    }

    @Override
    void revert(LimiterDecision decision, long now, Deliveries deliveries) {
        String value = value(decision.label());
        if (value == null) {
            return;
        }
        if (leases != null
                && !decision.alone()
                && leases.takesBack(value, decision.consumed(), now)) {
            return;
        }
        if (isShared() && !decision.alone()) {
            link().giveBack(counter(value), shared, decision.consumed());
        }
        String key = LongValues.key(value);
        TokenBucket own = buckets.lockedIfPresent(key);
        TokenBucket bucket = own != null ? own : buckets.lockedShared(key);
        // A missing bucket was full in the meantime, and has no room for more tokens.
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
