package io.github.aperturecdi.embedded.engine;

import io.github.aperturecdi.embedded.policy.ConcurrencyLimiterSpec;
import io.github.aperturecdi.flow.spi.Ticker;
import org.jspecify.annotations.Nullable;

/** A limit on the tokens in flight per label value. */
final class ConcurrencyLimiter extends Limiter {

    private final double maxConcurrency;
    private final RequestIds requestIds;
    private final LabelStates<InflightTokens> inflight;

    ConcurrencyLimiter(
            LimiterId id,
            ConcurrencyLimiterSpec spec,
            RequestIds requestIds,
            int maxKeys,
            Ticker ticker) {
        super(id, spec.scope(), LimiterDecision.Kind.CONCURRENCY);
        this.maxConcurrency = spec.maxConcurrency();
        this.requestIds = requestIds;
        long maxInflight = spec.maxInflightDuration().toNanos();
        long maxIdle = TokenBucket.Filling.maxIdle(spec.maxIdleTime().toNanos());
        inflight =
                new LabelStates<>(
                        (key, shared, now) ->
                                new InflightTokens(
                                        maxInflight,
                                        maxIdle,
                                        key == null ? null : label(key),
                                        shared,
                                        now),
                        maxKeys,
                        () -> warnOfFull(maxKeys),
                        ticker.nanos());
    }

    /**
     * Admits while there is room at all, however many tokens the flow asks for: so does Aperture's
     * agent.
     */
    @Override
    LimiterDecision take(String value, double tokens, long now) {
        String key = LongValues.key(value);
        InflightTokens state = inflight.locked(key, now);
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
                    label(value, key, state.label),
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
        if (value == null) {
            return false;
        }
        String key = LongValues.key(value);
        return end(inflight.lockedIfPresent(key), requestId, now)
                || end(inflight.lockedShared(key), requestId, now);
    }

    private static boolean end(@Nullable InflightTokens state, String requestId, long now) {
        if (state == null) {
            return false;
        }
        try {
            return state.remove(requestId, now);
        } finally {
            state.unlock();
        }
    }

    @Override
    long shares() {
        return inflight.shares();
    }

    int labels() {
        return inflight.size();
    }
}
