package io.github.aperturecdi.embedded.internal.engine;

import io.github.aperturecdi.embedded.internal.engine.LabelStates.Creator;
import io.github.aperturecdi.embedded.internal.policy.ConcurrencyLimiterSpec;
import io.github.aperturecdi.embedded.store.PlaceLimit;
import io.github.aperturecdi.embedded.store.Places;
import io.github.aperturecdi.embedded.store.SharedStore;
import io.github.aperturecdi.flow.spi.Ticker;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Limits the tokens in flight per label value. */
final class ConcurrencyLimiter extends TokenLimiter<Places> {

    private final double maxConcurrency;
    private final long maxInflight;
    private final long maxIdle;
    private final RequestIds requestIds;
    private final LabelStates<InflightTokens> inflight;

    /**
     * @param before the version of the component that this one replaces; null for none
     */
    ConcurrencyLimiter(
            LimiterId id,
            ConcurrencyLimiterSpec spec,
            RequestIds requestIds,
            EngineSettings settings,
            Ticker ticker,
            @Nullable StoreLink link,
            @Nullable Component before) {
        super(id, spec.scope(), LimiterDecision.Kind.CONCURRENCY, settings.faithful(), link);
        int maxKeys = settings.maxKeys();
        this.maxConcurrency = spec.maxConcurrency();
        this.requestIds = requestIds;
        maxInflight = spec.maxInflightDuration().toNanos();
        maxIdle = TokenBucket.Filling.maxIdle(spec.maxIdleTime().toNanos());
        Creator<InflightTokens> creator =
                (key, shared, now) ->
                        new InflightTokens(
                                maxInflight, maxIdle, key == null ? null : label(key), shared, now);
        inflight =
                succeeds(before)
                        ? ((ConcurrencyLimiter) before).inflight.madeBy(creator)
                        : new LabelStates<>(
                                creator,
                                maxKeys,
                                () -> warnOfFull(maxKeys, link != null),
                                ticker.nanos());
    }

    @Override
    long longestHold() {
        return maxInflight;
    }

    /**
     * Admits a flow while there is any room, however many tokens it asks for. Aperture's agent does
     * the same.
     */
    @Override
    LimiterDecision take(String value, double tokens, long now, long left) {
        String key = LongValues.key(value);
        InflightTokens state = inflight.locked(key, now);
        try {
            state.holdFor(maxInflight, maxIdle);
            String label = label(value, key, state.label);
            if (faithful() && left < FAITHFUL_MARGIN) {
                return said(false, label, 0, 0, 0, "");
            }
            double current = state.sum(now);
            boolean taken = current < maxConcurrency;
            // Aperture's agent also gives request ids to refused flows, and to flows without
            // tokens.
            String requestId = taken && tokens > 0 || faithful() ? requestIds.next() : "";
            if (taken && !requestId.isEmpty()) {
                state.add(requestId, tokens, now);
                if (isShared()) {
                    link().places().took(counter(value), requestId, tokens, now + maxInflight);
                }
            } else {
                state.touch(now);
            }
            return said(taken, label, maxConcurrency - current, current, tokens, requestId);
        } finally {
            state.unlock();
        }
    }

    @Override
    String requestId() {
        return requestIds.next();
    }

    @Override
    public CompletionStage<Places> ask(SharedStore store, Asked<Places> asked) {
        link().places()
                .asked(
                        counter(asked.value),
                        asked.requestId,
                        asked.tokens,
                        asked.flow.now() + maxInflight);
        return store.take(
                counter(asked.value),
                new PlaceLimit(maxConcurrency, maxInflight),
                asked.requestId,
                asked.tokens,
                false);
    }

    @Override
    public LimiterDecision shared(Asked<Places> asked, Places answer, long now) {
        if (answer.taken()) {
            hold(asked, now);
        } else {
            link().places().refused(asked.requestId);
        }
        return said(
                answer.taken(),
                label(asked.value),
                maxConcurrency - answer.current(),
                answer.current(),
                asked.tokens,
                answer.taken() ? asked.requestId : "");
    }

    /** Keeps the tokens in flight of this instance, which count while the store is away. */
    private void hold(Asked<Places> asked, long now) {
        InflightTokens state = inflight.locked(LongValues.key(asked.value), now);
        try {
            state.holdFor(maxInflight, maxIdle);
            state.sum(now);
            state.add(asked.requestId, asked.tokens, now);
        } finally {
            state.unlock();
        }
        link().places()
                .took(counter(asked.value), asked.requestId, asked.tokens, now + maxInflight);
    }

    @Override
    public void returned(Asked<Places> asked, Places answer) {
        if (answer.taken()) {
            unanswered(asked);
        }
    }

    @Override
    public void unanswered(Asked<Places> asked) {
        link().places().end(counter(asked.value), asked.requestId);
    }

    private LimiterDecision said(
            boolean taken,
            String label,
            double remaining,
            double current,
            double tokens,
            String requestId) {
        return new LimiterDecision(
                id(),
                LimiterDecision.Kind.CONCURRENCY,
                !taken,
                true,
                label,
                remaining,
                current,
                taken ? tokens : 0,
                requestId,
                // The end of a flow in flight cannot be predicted.
                0,
                taken ? 0 : deniedStatus());
    }

    @Override
    void revert(LimiterDecision decision, long now, Deliveries deliveries) {
        end(decision.label(), decision.requestId(), now, deliveries);
    }

    @Override
    Engine.Returned end(String label, String requestId, long now, Deliveries deliveries) {
        String value = value(label);
        if (value == null) {
            return Engine.Returned.NOT_IN_FLIGHT;
        }
        String key = LongValues.key(value);
        boolean returned =
                end(inflight.lockedIfPresent(key), requestId, now)
                        || end(inflight.lockedShared(key), requestId, now);
        if (returned && isShared()) {
            link().places().end(counter(value), requestId);
        }
        return returned ? Engine.Returned.RETURNED : Engine.Returned.NOT_IN_FLIGHT;
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
