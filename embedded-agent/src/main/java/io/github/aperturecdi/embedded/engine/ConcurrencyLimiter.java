package io.github.aperturecdi.embedded.engine;

import io.github.aperturecdi.embedded.policy.ConcurrencyLimiterSpec;

/** A limit on the tokens in flight per label value. */
final class ConcurrencyLimiter extends Limiter {

    private final double maxConcurrency;
    private final RequestIds requestIds;
    private final LabelStates<InflightTokens> inflight;

    ConcurrencyLimiter(
            LimiterId id, ConcurrencyLimiterSpec spec, RequestIds requestIds, Ticker ticker) {
        super(id, spec.scope(), LimiterDecision.Kind.CONCURRENCY);
        this.maxConcurrency = spec.maxConcurrency();
        this.requestIds = requestIds;
        long maxInflight = spec.maxInflightDuration().toNanos();
        long maxIdle = TokenBucket.Filling.maxIdle(spec.maxIdleTime().toNanos());
        inflight =
                new LabelStates<>(
                        value ->
                                new InflightTokens(
                                        maxInflight, maxIdle, label(value), ticker.nanos()),
                        ticker.nanos());
    }

    /**
     * Admits while there is room at all, however many tokens the flow asks for: so does Aperture's
     * agent.
     */
    @Override
    LimiterDecision take(String value, double tokens, long now) {
        InflightTokens state = inflight.locked(value, now);
        try {
            double current = state.sum(now);
            boolean taken = current < maxConcurrency;
            String requestId = "";
            if (taken && tokens > 0) {
                requestId = requestIds.next();
                state.add(requestId, tokens, now);
            } else {
                state.touch(now);
            }
            return new LimiterDecision(
                    id(),
                    LimiterDecision.Kind.CONCURRENCY,
                    !taken,
                    true,
                    state.label,
                    maxConcurrency - current,
                    current,
                    taken ? tokens : 0,
                    requestId,
                    // Nobody knows when a flow in flight ends.
                    0,
                    taken ? 0 : deniedStatus());
        } finally {
            state.unlock();
        }
    }

    @Override
    void revert(LimiterDecision decision, long now) {
        end(decision.label(), decision.requestId(), now);
    }

    /**
     * Takes tokens out of flight.
     *
     * @return whether they were in flight
     */
    boolean end(String label, String requestId, long now) {
        String value = value(label);
        InflightTokens state = value == null ? null : inflight.lockedIfPresent(value);
        if (state == null) {
            return false;
        }
        try {
            return state.remove(requestId, now);
        } finally {
            state.unlock();
        }
    }

    int labels() {
        return inflight.size();
    }
}
