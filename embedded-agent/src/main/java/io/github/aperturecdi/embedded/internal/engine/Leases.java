package io.github.aperturecdi.embedded.internal.engine;

import io.github.aperturecdi.embedded.store.Bucket;
import io.github.aperturecdi.embedded.store.Counter;
import io.github.aperturecdi.embedded.store.Leased;
import io.github.aperturecdi.embedded.store.SharedStore;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The leases of a rate limiter with lazy sync. An instance takes tokens from the store in advance,
 * and decides about most flows by itself. It asks the store when the tokens are spent, and when the
 * time of the lease is over.
 *
 * <p>An instance takes as many tokens as flows have got during the last lease, and as many again
 * when these are spent early, but at most a quarter of a full bucket beside those of a flow. The
 * rest goes back when the time is over, so that other instances can have it. All instances together
 * never admit more than the limit.
 *
 * <p>The store sees no use of the bucket while a lease decides. So a lease is over after half of
 * the idle time at the latest, and the store keeps the bucket for that much longer.
 */
final class Leases {

    /** The part of a full bucket that one question takes for later flows at most: a quarter. */
    private static final double LARGEST_SHARE = 4;

    private final RateLimiter limiter;
    private final StoreLink link;
    private final WaitingRoom room;
    private final long duration;
    private final long longest;
    private final LabelStates<Lease> leases;

    /**
     * @param duration how long a lease lasts, in nanoseconds
     */
    Leases(
            RateLimiter limiter,
            StoreLink link,
            WaitingRoom room,
            long duration,
            int maxKeys,
            long now) {
        this.limiter = limiter;
        this.link = link;
        this.room = room;
        this.longest = Math.max(1, limiter.bucket().maxIdleNanos() / 3);
        this.duration = Math.min(Math.max(1, duration), longest);
        this.leases =
                new LabelStates<>(
                        (key, shared, at) -> new Lease(key != null, at), maxKeys, () -> {}, now);
    }

    /** The bucket that the store keeps: for half as long again without a use that it sees. */
    static Bucket kept(Bucket bucket) {
        long idle = bucket.maxIdleNanos();
        return new Bucket(
                bucket.capacity(),
                bucket.fillAmount(),
                bucket.intervalNanos(),
                bucket.continuous(),
                bucket.delayed(),
                idle > Long.MAX_VALUE / 2 ? Long.MAX_VALUE : idle + idle / 2);
    }

    /**
     * Decides about a flow if its lease allows.
     *
     * @return the decision; null if the store has to be asked
     */
    @Nullable LimiterDecision decide(String value, double tokens, long now) {
        Lease lease = leases.locked(LongValues.key(value), now);
        try {
            // A lease that is not for one value is over from the beginning.
            return lease.waiting.isEmpty() && lease.decides(tokens, now)
                    ? decide(lease, value, tokens, now)
                    : null;
        } finally {
            lease.unlock();
        }
    }

    /** Decides about one flow. The lock of the lease is held. */
    private LimiterDecision decide(Lease lease, String value, double tokens, long now) {
        // Tokens may have come back since the store has refused.
        boolean refused = tokens > lease.left;
        if (!refused) {
            lease.left -= tokens;
            lease.demand += tokens;
        }
        long wait = lease.refusesForNow ? lease.due - now : 0;
        return limiter.said(value, tokens, !refused, lease.available + lease.left, wait);
    }

    /**
     * Decides about a flow, or lets it wait for the store.
     *
     * @return the flow at this limiter; null when it must ask the store by itself
     */
    @Nullable Slot enter(
            WaitingFlow flow,
            String value,
            double tokens,
            long now,
            long left,
            Deliveries deliveries) {
        Lease lease = leases.locked(LongValues.key(value), now);
        LeasedFlow leased;
        Wish wish;
        try {
            if (!lease.isOwn) {
                return null;
            }
            leased = new LeasedFlow(this, lease, flow, value, tokens, now, left);
            lease.waiting.add(leased);
            decide(lease, now, deliveries);
            wish = wish(lease, now);
        } finally {
            lease.unlock();
        }
        ask(lease, wish, now, deliveries);
        return leased;
    }

    /** Decides about the waiting flows as far as the lease allows. Its lock is held. */
    private void decide(Lease lease, long now, Deliveries deliveries) {
        for (LeasedFlow next = lease.waiting.peek();
                next != null && lease.decides(next.tokens, now);
                next = lease.waiting.peek()) {
            lease.waiting.remove();
            next.decide(decide(lease, next.value, next.tokens, now), deliveries);
        }
    }

    /** What to ask the store for. */
    private record Wish(LeasedFlow first, double back, double extra) {}

    /** The question that the waiting flows need; null for none. The lock of the lease is held. */
    private @Nullable Wish wish(Lease lease, long now) {
        if (lease.asks || lease.waiting.isEmpty()) {
            return null;
        }
        LeasedFlow first = lease.waiting.element();
        lease.asks = true;
        lease.asker = first;
        double next = lease.demand - first.tokens;
        for (LeasedFlow each : lease.waiting) {
            next += each.tokens;
        }
        if (lease.isOver(now)) {
            lease.demand = 0;
        }
        double extra = Math.min(next, limiter.bucket().capacity() / LARGEST_SHARE);
        return new Wish(first, lease.takeRest(), extra);
    }

    private void ask(Lease lease, @Nullable Wish wish, long now, Deliveries deliveries) {
        if (wish == null) {
            return;
        }
        Counter counter = limiter.counter(wish.first().value);
        Ask<Leased> ask =
                link.ask(
                        wish.first().flow.controlPoint(),
                        store -> lease(store, counter, wish),
                        answered -> answered(lease, wish, answered.answer()),
                        late -> giveBack(counter, wish, late));
        if (ask == null) {
            putBack(lease, wish);
            answered(lease, wish, null, now, deliveries);
            return;
        }
        lease.lock();
        try {
            if (lease.asker == wish.first()) {
                lease.ask = ask;
            }
        } finally {
            lease.unlock();
        }
    }

    /** The store was not asked, so the rest of the lease is still there. */
    private static void putBack(Lease lease, Wish wish) {
        lease.lock();
        try {
            lease.left += wish.back();
        } finally {
            lease.unlock();
        }
    }

    private void giveBack(Counter counter, Wish wish, Leased late) {
        if (late.taken()) {
            link.giveBack(counter, limiter.bucket(), wish.first().tokens + late.extra());
        }
    }

    private CompletionStage<Leased> lease(SharedStore store, Counter counter, Wish wish) {
        return store.lease(
                counter, limiter.bucket(), wish.back(), wish.first().tokens, wish.extra());
    }

    private void answered(Lease lease, Wish wish, @Nullable Leased answer) {
        Deliveries deliveries = new Deliveries();
        answered(lease, wish, answer, wish.first().flow.now(), deliveries);
        deliveries.deliver();
    }

    private void answered(
            Lease lease, Wish wish, @Nullable Leased answer, long now, Deliveries deliveries) {
        Wish next;
        lease.lock();
        try {
            over(lease);
            if (answer == null) {
                lease.waiting.forEach(flow -> alone(flow, now, deliveries));
                lease.waiting.clear();
            } else {
                take(lease, wish, answer, now);
                decide(lease, now, deliveries);
            }
            next = wish(lease, now);
        } finally {
            lease.unlock();
        }
        ask(lease, next, now, deliveries);
    }

    private static void over(Lease lease) {
        lease.asks = false;
        lease.ask = null;
        lease.asker = null;
    }

    private void take(Lease lease, Wish wish, Leased answer, long now) {
        limiter.remember(wish.first().value, answer.available(), now);
        lease.available = answer.available();
        boolean refused = !answer.taken();
        lease.refusedFrom = refused ? wish.first().tokens : Double.POSITIVE_INFINITY;
        // There may be tokens that came back meanwhile.
        lease.left += answer.taken() ? answer.extra() + wish.first().tokens : 0;
        lease.refusesForNow = refused && answer.waitNanos() > 0;
        lease.due = now + answer.waitNanos();
        lease.until =
                now + (lease.refusesForNow ? Math.min(answer.waitNanos(), longest) : duration);
        lease.knownUntil = lease.until + duration;
        endsLater(lease, wish.first().value);
    }

    /** Gives the rest back when the time of the lease is over. Its lock is held. */
    private void endsLater(Lease lease, String value) {
        if (lease.left > 0) {
            if (lease.end == null) {
                lease.end = new End(lease, limiter.counter(value));
            }
            room.wake(lease.end, lease.until);
        }
    }

    /**
     * Gives tokens back to the lease from which a flow got them.
     *
     * @return false if the lease is over
     */
    boolean takesBack(String value, double tokens, long now) {
        Lease lease = leases.lockedIfPresent(LongValues.key(value));
        if (lease == null) {
            return false;
        }
        try {
            if (lease.isOver(now)) {
                return false;
            }
            lease.left += tokens;
            lease.demand = Math.max(0, lease.demand - tokens);
            endsLater(lease, value);
            return true;
        } finally {
            lease.unlock();
        }
    }

    private void alone(LeasedFlow flow, long now, Deliveries deliveries) {
        flow.decide(limiter.alone(flow.flow, flow.value, flow.tokens, now, flow.left), deliveries);
    }

    /** Forgets a flow whose caller has gone. */
    void forget(LeasedFlow flow, Deliveries deliveries) {
        flow.lease.lock();
        try {
            if (flow.lease.waiting.remove(flow)) {
                flow.decide(limiter.said(flow.value, 0, false, 0, 0), deliveries);
            }
        } finally {
            flow.lease.unlock();
        }
    }

    /**
     * Decides about a flow that still waits, without the store. If the store was asked for this
     * flow, it is asked again for the others.
     */
    void stopAsking(LeasedFlow flow, long now, Deliveries deliveries) {
        Lease lease = flow.lease;
        Wish next = null;
        lease.lock();
        try {
            if (!lease.waiting.remove(flow)) {
                return;
            }
            alone(flow, now, deliveries);
            Ask<?> ask = lease.ask;
            // A flow that came during the question may abandon it as well: the one for which it
            // was asked may have gone.
            boolean waitedForIt = ask != null && ask.began - flow.cameAt <= 0;
            if ((lease.asker == flow || waitedForIt) && ask != null && ask.abandon()) {
                link.timedOut(ask);
                over(lease);
                next = wish(lease, now);
            }
        } finally {
            lease.unlock();
        }
        ask(lease, next, now, deliveries);
    }

    /** Gives the rest of a lease back when its time is over. */
    private final class End extends Alarm {

        private final Lease lease;
        private final Counter counter;

        End(Lease lease, Counter counter) {
            this.lease = lease;
            this.counter = counter;
        }

        @Override
        void ring(long now, Deliveries deliveries) {
            giveBack(now);
        }

        private void giveBack(long now) {
            double rest = 0;
            lease.lock();
            try {
                if (lease.isOver(now) && !lease.asks) {
                    if (link.isAway()) {
                        room.wake(this, now + duration);
                    } else {
                        rest = lease.takeRest();
                    }
                }
            } finally {
                lease.unlock();
            }
            if (rest > 0) {
                link.giveBack(counter, limiter.bucket(), rest);
            }
        }
    }

    /** Gives the rest of all leases back, and forgets the leases. */
    void close() {
        leases.forEach(
                lease -> {
                    if (lease.end instanceof End end) {
                        room.drop(end);
                        double rest = lease.takeRest();
                        if (rest > 0) {
                            link.giveBack(end.counter, limiter.bucket(), rest);
                        }
                    }
                });
        leases.discardAll();
    }
}
