package io.github.aperturecdi.embedded.engine;

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
 * <p>An instance takes as many tokens as flows have asked for during the last lease, and as many
 * again when these are spent early. The rest goes back when the time is over, so that other
 * instances can have it. All instances together never admit more than the limit.
 */
final class Leases {

    private final RateLimiter limiter;
    private final StoreLink link;
    private final WaitingRoom room;
    private final long duration;
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
        this.duration = Math.max(1, duration);
        this.leases =
                new LabelStates<>(
                        (key, shared, at) -> new Lease(key != null, at), maxKeys, () -> {}, now);
    }

    /**
     * Decides about a flow if its lease allows.
     *
     * @return the decision; null if the store has to be asked
     */
    @Nullable LimiterDecision decide(String value, double tokens, long now) {
        Lease lease = leases.locked(LongValues.key(value), now);
        try {
            boolean decides =
                    lease.isOwn
                            && !lease.isOver(now)
                            && lease.waiting.isEmpty()
                            && (lease.refuses || tokens <= lease.left);
            if (!decides) {
                return null;
            }
            lease.demand += tokens;
            return decide(lease, value, tokens, now);
        } finally {
            lease.unlock();
        }
    }

    /** Decides about one flow. The lock of the lease is held. */
    private LimiterDecision decide(Lease lease, String value, double tokens, long now) {
        if (!lease.refuses) {
            lease.left -= tokens;
        }
        return limiter.said(
                value, tokens, !lease.refuses, lease.available + lease.left, lease.until - now);
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
            leased = new LeasedFlow(this, lease, flow, value, tokens, left);
            lease.demand += tokens;
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
        while (!lease.waiting.isEmpty() && !lease.isOver(now)) {
            LeasedFlow next = lease.waiting.element();
            if (!lease.refuses && next.tokens > lease.left) {
                return;
            }
            lease.waiting.remove();
            next.decide(decide(lease, next.value, next.tokens, now), deliveries);
        }
    }

    /** What to ask the store for. */
    private record Wish(LeasedFlow first, double back, double extra) {}

    /** The question that the waiting flows need; null for none. The lock of the lease is held. */
    private static @Nullable Wish wish(Lease lease, long now) {
        if (lease.asks || lease.waiting.isEmpty()) {
            return null;
        }
        LeasedFlow first = lease.waiting.element();
        lease.asks = true;
        lease.asker = first;
        double extra = Math.max(0, lease.demand - first.tokens);
        if (lease.isOver(now)) {
            lease.demand = first.tokens;
        }
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
        lease.refuses = !answer.taken();
        lease.left = answer.taken() ? answer.extra() + wish.first().tokens : 0;
        lease.until =
                now + (lease.refuses && answer.waitNanos() > 0 ? answer.waitNanos() : duration);
        if (lease.left > 0) {
            if (lease.end == null) {
                lease.end = new End(lease, limiter.counter(wish.first().value));
            }
            room.wake(lease.end, lease.until);
        }
    }

    private void alone(LeasedFlow flow, long now, Deliveries deliveries) {
        flow.decide(limiter.alone(flow.flow, flow.value, flow.tokens, now, flow.left), deliveries);
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
            if (lease.asker == flow && ask != null && ask.abandon()) {
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
                    rest = lease.takeRest();
                }
            } finally {
                lease.unlock();
            }
            if (rest > 0) {
                link.giveBack(counter, limiter.bucket(), rest);
            }
        }
    }

    /** Gives the rest of all leases back. */
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
    }
}
