package io.github.aperturecdi.embedded.engine;

import io.github.aperturecdi.embedded.policy.LimiterSpec;
import java.util.Map;

/** A limiter by tokens. It determines a flow's label value and its number of tokens. */
abstract class TokenLimiter extends Limiter {

    /** With less time left, Aperture's agent refuses a flow even when its tokens are available. */
    static final long FAITHFUL_MARGIN = 10_000_000;

    private final LimiterDecision uncounted;
    private final int deniedStatus;

    TokenLimiter(
            LimiterId id, LimiterSpec.Scope scope, LimiterDecision.Kind kind, boolean faithful) {
        super(id, scope, kind, faithful);
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
