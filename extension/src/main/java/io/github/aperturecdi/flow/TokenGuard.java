package io.github.aperturecdi.flow;

import io.github.aperturecdi.internal.FirstOfEach;
import java.util.Locale;
import java.util.Set;

/**
 * Removes numbers of tokens that would do harm at an agent: a negative number refills a rate
 * limiter, and NaN or an infinity breaks the bucket for every flow (agent behaviour). The label is
 * left out, so the flow costs what the policy says. The log reports that once for each key, without
 * the value.
 */
final class TokenGuard {

    private static final System.Logger LOG = System.getLogger(TokenGuard.class.getName());

    private static final Set<String> NOT_FINITE = Set.of("nan", "inf", "infinity");

    private final Set<String> tokenKeys;
    private final FirstOfEach<String> warned = new FirstOfEach<>();

    TokenGuard(Set<String> tokenKeys) {
        this.tokenKeys = Set.copyOf(tokenKeys);
    }

    FlowRequest guarded(FlowRequest request) {
        FlowRequest guarded = request;
        for (String key : tokenKeys) {
            String value = request.labels().get(key);
            if (value != null && harms(value)) {
                guarded = guarded.without(key);
                if (warned.is(key)) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            FlowTexts.harmfulTokens(key, request.controlPoint()));
                }
            }
        }
        return guarded;
    }

    /** Whether a value does harm. Agents ignore a text that is not a number. */
    private static boolean harms(String value) {
        // Agents allow underscores between digits (strconv.ParseFloat of Go).
        String text = value.strip().toLowerCase(Locale.ROOT).replace("_", "");
        String unsigned = text.startsWith("+") || text.startsWith("-") ? text.substring(1) : text;
        if (NOT_FINITE.contains(unsigned)) {
            return true;
        }
        try {
            double number = Double.parseDouble(text);
            return !Double.isFinite(number) || number < 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
