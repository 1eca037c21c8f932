package io.github.aperturecdi.embedded.engine;

import io.github.aperturecdi.embedded.policy.LimiterSpec;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A component of a policy at work: finds out what to count a flow under, and by how many tokens.
 */
abstract class Limiter {

    private static final System.Logger LOG = System.getLogger(Engine.class.getName());

    /** What flows are counted under when a limiter makes no difference between them. */
    private static final String DEFAULT_LABEL = "default";

    /** Aperture's default for limiters: too many requests. */
    private static final int DENIED_STATUS = 429;

    /** Longer texts are no numbers that anybody means. */
    private static final int MAX_NUMBER_LENGTH = 400;

    private final LimiterId id;
    private final LimiterSpec.Scope scope;
    private final LimiterDecision uncounted;
    private final int deniedStatus;

    Limiter(LimiterId id, LimiterSpec.Scope scope, LimiterDecision.Kind kind) {
        this.id = id;
        this.scope = scope;
        this.uncounted = LimiterDecision.uncounted(id, kind);
        this.deniedStatus = scope.deniedStatus() == 0 ? DENIED_STATUS : scope.deniedStatus();
    }

    LimiterId id() {
        return id;
    }

    LimiterSpec.Scope scope() {
        return scope;
    }

    int deniedStatus() {
        return deniedStatus;
    }

    final LimiterDecision decide(Map<String, String> labels, long now) {
        if (scope.passThrough()) {
            return uncounted;
        }
        String key = scope.limitByLabelKey();
        String value = key.isEmpty() ? DEFAULT_LABEL : labels.get(key);
        return value == null ? uncounted : take(value, tokens(labels), now);
    }

    /** Takes tokens for a label value, or drops the flow. */
    abstract LimiterDecision take(String value, double tokens, long now);

    /** Undoes a decision that took something. */
    abstract void revert(LimiterDecision decision, long now);

    /** How many times a label value was counted together with others, for want of room. */
    abstract long shares();

    final void warnOfFull(int maxKeys) {
        LOG.log(
                System.Logger.Level.WARNING,
                EngineTexts.full(id, scope.limitByLabelKey(), maxKeys));
    }

    /** How a label value is named to the outside; a state keeps the name of the value it is for. */
    final String label(String value, String key, @Nullable String kept) {
        return kept != null && key.equals(value) ? kept : label(value);
    }

    final String label(String value) {
        String key = scope.limitByLabelKey();
        return key.isEmpty() ? value : key + ":" + value;
    }

    /** The value in a label as {@link #label} makes it; null when it is none of this limiter's. */
    final @Nullable String value(String label) {
        String key = scope.limitByLabelKey();
        if (key.isEmpty()) {
            return label;
        }
        boolean own = label.startsWith(key) && label.startsWith(":", key.length());
        return own ? label.substring(key.length() + 1) : null;
    }

    /**
     * How many tokens a flow asks for. What is no finite number of at least 0 is ignored;
     * Aperture's agent lets a negative number fill a bucket, and a NaN open it to everybody.
     */
    private double tokens(Map<String, String> labels) {
        String key = scope.tokensLabelKey();
        String text = key.isEmpty() ? null : labels.get(key);
        if (text == null || text.isEmpty() || text.length() > MAX_NUMBER_LENGTH) {
            return 1;
        }
        // Java also reads "1d" and " 1 ", Aperture's agent does not.
        char last = text.charAt(text.length() - 1);
        if (text.charAt(0) <= ' ' || last != '.' && (last < '0' || last > '9')) {
            return 1;
        }
        try {
            double tokens = Double.parseDouble(text);
            // The sum turns -0.0 into 0.0.
            return tokens >= 0 && tokens <= Double.MAX_VALUE ? tokens + 0.0 : 1;
        } catch (NumberFormatException e) {
            return 1;
        }
    }
}
