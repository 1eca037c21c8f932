package io.github.aperturecdi.embedded.internal.engine;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One flow at one limiter that asks the store.
 *
 * @param <R> the type of the store's answer
 */
final class Asked<R> extends Slot {

    private final SharedLimiter<R> limiter;
    final String value;
    final double tokens;
    private final long left;

    /** Names the tokens in flight; empty for a limiter that hands out none. */
    final String requestId;

    private volatile @Nullable Ask<R> ask;
    private @Nullable LimiterDecision decision;

    Asked(
            SharedLimiter<R> limiter,
            WaitingFlow flow,
            String value,
            double tokens,
            long left,
            String requestId) {
        super(flow);
        this.limiter = limiter;
        this.value = value;
        this.tokens = tokens;
        this.left = left;
        this.requestId = requestId;
    }

    /** Asks the store, or decides at once if the store is away. */
    void begin(StoreLink link, long now, Deliveries deliveries) {
        ask =
                link.ask(
                        flow.controlPoint(),
                        store -> limiter.ask(store, this),
                        this::done,
                        answer -> limiter.returned(this, answer));
        if (ask == null) {
            decide(limiter.alone(this, now, left));
            deliveries.decided(this);
        }
    }

    private void done(Ask<R> answered) {
        R answer = answered.answer();
        long now = flow.now();
        if (answer == null) {
            limiter.unanswered(this);
            decide(limiter.alone(this, now, left));
        } else {
            decide(limiter.shared(this, answer, now));
        }
        Deliveries deliveries = new Deliveries();
        deliveries.decided(this);
        deliveries.deliver();
    }

    private void decide(LimiterDecision made) {
        decision = made;
        admitted = !made.dropped();
    }

    /** Decided already, without the store. */
    static Slot decided(WaitingFlow flow, LimiterDecision made, Deliveries deliveries) {
        Slot slot = Queued.decided(flow, made);
        slot.admitted = !made.dropped();
        deliveries.decided(slot);
        return slot;
    }

    @Override
    LimiterDecision decision() {
        return Objects.requireNonNull(decision);
    }

    /** Does nothing: the answer comes soon, and what it grants goes back if the flow is refused. */
    @Override
    void giveUp(long now, Deliveries deliveries) {}

    @Override
    void stopAsking(long now, Deliveries deliveries) {
        Ask<R> pending = ask;
        if (pending != null && pending.abandon()) {
            limiter.timedOut(pending);
            limiter.unanswered(this);
            decide(limiter.alone(this, now, left));
            deliveries.decided(this);
        }
    }

    /** Does nothing: the flow has one alarm for all its questions. */
    @Override
    void ring(long now, Deliveries deliveries) {}
}
