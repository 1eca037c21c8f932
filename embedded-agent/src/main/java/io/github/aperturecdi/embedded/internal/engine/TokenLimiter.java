package io.github.aperturecdi.embedded.internal.engine;

import io.github.aperturecdi.embedded.internal.policy.LimiterSpec;
import io.github.aperturecdi.embedded.store.Counter;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A limiter by tokens. It determines a flow's label value and its number of tokens.
 *
 * @param <R> the answer of a store about the tokens
 */
abstract class TokenLimiter<R> extends Limiter implements AsyncComponent, SharedLimiter<R> {

    /** With less time left, Aperture's agent refuses a flow even when its tokens are available. */
    static final long FAITHFUL_MARGIN = 10_000_000;

    private final LimiterDecision uncounted;
    private final int deniedStatus;
    private final @Nullable StoreLink link;

    TokenLimiter(
            LimiterId id,
            LimiterSpec.Scope scope,
            LimiterDecision.Kind kind,
            boolean faithful,
            @Nullable StoreLink link) {
        super(id, scope, kind, faithful);
        this.link = link;
        this.uncounted = LimiterDecision.uncounted(id, kind);
        this.deniedStatus =
                scope.deniedStatus() == 0 && !faithful ? kind.status() : scope.deniedStatus();
    }

    final int deniedStatus() {
        return deniedStatus;
    }

    @Override
    final LimiterDecision decide(Map<String, String> labels, long now, long left) {
        if (scope().passThrough()) {
            return uncounted;
        }
        String value = counted(labels);
        if (value != null) {
            return take(value, tokens(labels), now, left);
        }
        // Aperture's agent reports the tokens of a flow without the label as taken.
        return faithful() ? uncounted.consuming(tokens(labels)) : uncounted;
    }

    /**
     * Whether this limiter admits a flow that holds nothing until its end, for a caller that reads
     * no numbers. If so, it has taken the tokens.
     *
     * @return false for a refusal, and if {@link #decide} has to decide
     */
    final boolean admits(Map<String, String> labels, long now) {
        String value = scope().passThrough() || faithful() ? null : counted(labels);
        return value != null && admits(value, tokens(labels), now);
    }

    boolean admits(String value, double tokens, long now) {
        return false;
    }

    /**
     * Asks the store about a flow.
     *
     * @param left what the caller has left to wait, in nanoseconds
     */
    @Override
    public final Slot enter(WaitingFlow flow, long now, long left, Deliveries deliveries) {
        if (scope().passThrough()) {
            return Asked.decided(flow, uncounted, deliveries);
        }
        String value = counted(flow.labels());
        if (value == null) {
            return Asked.decided(flow, uncounted, deliveries);
        }
        double tokens = tokens(flow.labels());
        if (tokens == 0) {
            // There is nothing to count.
            return Asked.decided(flow, take(value, 0, now, left), deliveries);
        }
        return ask(flow, value, tokens, now, left, deliveries);
    }

    /**
     * Decides about a flow if the store need not be asked.
     *
     * @return the decision; null if the store has to be asked
     */
    @Nullable LimiterDecision decideWithoutAsking(Map<String, String> labels, long now) {
        if (scope().passThrough()) {
            return uncounted;
        }
        String value = counted(labels);
        return value == null ? uncounted : decideInAdvance(value, tokens(labels), now);
    }

    /** Decides by tokens that were taken in advance; null if there are none. */
    @Nullable LimiterDecision decideInAdvance(String value, double tokens, long now) {
        return null;
    }

    /** Asks the store for tokens. */
    Slot ask(
            WaitingFlow flow,
            String value,
            double tokens,
            long now,
            long left,
            Deliveries deliveries) {
        Asked<R> asked = new Asked<>(this, flow, value, tokens, left, requestId());
        asked.begin(link(), now, deliveries);
        return asked;
    }

    /** The id of the tokens of a flow in flight; empty for none. */
    String requestId() {
        return "";
    }

    /** The link to the store. Only shared limiters use it. */
    final StoreLink link() {
        return Objects.requireNonNull(link);
    }

    final boolean isShared() {
        return link != null;
    }

    final Counter counter(String value) {
        return StoreLink.counter(id(), label(value));
    }

    @Override
    public final void timedOut(Ask<R> ask) {
        link().timedOut(ask);
    }

    @Override
    public final LimiterDecision alone(Asked<R> asked, long now, long left) {
        return alone(asked.flow, asked.value, asked.tokens, now, left);
    }

    /** The decision without the store. */
    final LimiterDecision alone(
            WaitingFlow flow, String value, double tokens, long now, long left) {
        link().decidedWithout();
        return switch (link().onFailure()) {
            case LOCAL -> take(value, tokens, now, left).countedAlone();
            case ADMIT -> LimiterDecision.of(id(), kind(), false, label(value), 0);
            case REJECT -> {
                flow.storeIsAway();
                yield LimiterDecision.of(id(), kind(), true, label(value), 0);
            }
        };
    }

    /** Takes tokens for a label value, or drops the flow. */
    abstract LimiterDecision take(String value, double tokens, long now, long left);

    /** The number of tokens that a flow asks for. */
    private double tokens(Map<String, String> labels) {
        String key = scope().tokensLabelKey();
        if (key.isEmpty()) {
            return 1;
        }
        return faithful()
                ? LabelNumbers.any(labels.get(key), 1)
                : LabelNumbers.notNegative(labels.get(key), 1);
    }
}
