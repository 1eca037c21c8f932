package io.github.aperturecdi.embedded.internal.engine;

import io.github.aperturecdi.embedded.internal.policy.SamplerSpec;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.LongToDoubleFunction;

/**
 * Admits a percentage of the sessions when the flow has a session label, and otherwise a random
 * percentage of the flows.
 */
final class Sampler extends Limiter {

    private static final int FNV_BASIS = 0x811c9dc5;
    private static final int FNV_PRIME = 0x01000193;
    private static final double LARGEST_HASH = 0xFFFFFFFFL;

    private final SamplerSpec spec;
    private final LongToDoubleFunction percentage;
    private final DoubleSupplier chance;
    private final LimiterDecision passed;

    /**
     * @param percentage the accept percentage at a time, 0 to 100
     * @param chance random numbers from 0 to 1
     */
    Sampler(
            LimiterId id,
            SamplerSpec spec,
            LongToDoubleFunction percentage,
            DoubleSupplier chance,
            boolean faithful) {
        super(id, spec.scope(), LimiterDecision.Kind.SAMPLER, faithful);
        this.spec = spec;
        this.percentage = percentage;
        this.chance = chance;
        passed = said(false, ":");
    }

    /** The accept percentage over time. */
    LongToDoubleFunction percentage() {
        return percentage;
    }

    @Override
    LimiterDecision decide(Map<String, String> labels, long now, long left) {
        String key = spec.sessionLabelKey();
        String session = key.isEmpty() ? null : labels.get(key);
        String label = key + ":" + (session == null ? "" : session);
        if (scope().passThrough() || passesThrough(session == null ? "" : session)) {
            return said(false, label);
        }
        double point = session == null ? chance.getAsDouble() : point(session);
        boolean admitted = point <= percentage.applyAsDouble(now) / 100;
        return key.isEmpty() && admitted ? passed : said(!admitted, label);
    }

    /**
     * Whether a session always passes. Aperture's agent ignores these sessions until a dynamic
     * configuration is posted.
     */
    private boolean passesThrough(String session) {
        return !faithful() && spec.passThroughLabelValues().contains(session);
    }

    private LimiterDecision said(boolean dropped, String label) {
        return LimiterDecision.of(
                id(), LimiterDecision.Kind.SAMPLER, dropped, label, scope().deniedStatus());
    }

    /**
     * The position of a session between 0 and 1: its 32-bit FNV-1a hash, as in Aperture's agent.
     */
    static double point(String session) {
        int hash = FNV_BASIS;
        for (byte octet : session.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ octet & 0xFF) * FNV_PRIME;
        }
        return Integer.toUnsignedLong(hash) / LARGEST_HASH;
    }
}
