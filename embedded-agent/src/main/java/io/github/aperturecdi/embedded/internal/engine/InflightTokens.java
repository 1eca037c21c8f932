package io.github.aperturecdi.embedded.internal.engine;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tokens in flight of one label value. Each operation takes constant time on average, except
 * while tokens with different {@code max_inflight_duration}s of successive policy versions are in
 * flight.
 */
final class InflightTokens extends LabelStates.State {

    /** Sums of whole numbers below this limit are exact. The next number is rounded down to it. */
    private static final double MAX_EXACT = 0x1p53;

    /**
     * More digits than a double has. The exact sum may have hundreds of digits, which are slow to
     * convert.
     */
    private static final MathContext ENOUGH = new MathContext(20);

    /**
     * The interval for looking at tokens shared with other label values. Their ends are not
     * reported.
     */
    private static final long SHARED_LOOK = 10_000_000;

    private record Held(double tokens, long expiry) {}

    private long maxInflight;
    private long maxIdle;

    /** The label of the tokens; null for tokens of several label values. */
    final @Nullable String label;

    /**
     * The tokens by request id, oldest first. The oldest expire first unless {@link #outOfOrder}.
     */
    private final Map<String, Held> held = new LinkedHashMap<>();

    /** The latest expiry of tokens in flight, or a later time. */
    private long latestExpiry;

    /**
     * Whether newer tokens may expire before older ones, because a newer policy holds them for a
     * shorter time.
     */
    private boolean outOfOrder;

    /** The shared state in which the label value has earlier tokens in flight; null for none. */
    private @Nullable InflightTokens before;

    /** The sum of the tokens. Unused while there is an exact sum. */
    private double sum;

    /** The exact sum, when a double cannot hold it; null otherwise. */
    private @Nullable BigDecimal exactSum;

    /**
     * The number of admissions in flight with a number of tokens that is not finite. Only faithful
     * mode accepts them.
     */
    private int unknown;

    private long lastUse;

    /**
     * @param before the state that the label value has shared so far, which counts as well while it
     *     has tokens in flight; null for none
     */
    InflightTokens(
            long maxInflight,
            long maxIdle,
            @Nullable String label,
            @Nullable InflightTokens before,
            long now) {
        this.maxInflight = maxInflight;
        this.maxIdle = maxIdle;
        this.label = label;
        this.before = before;
        this.lastUse = now;
    }

    /** Sets other durations from now on, such as those of the next policy version. */
    void holdFor(long inflight, long idle) {
        maxInflight = inflight;
        maxIdle = idle;
    }

    /** The sum of the tokens in flight that have not expired. */
    double sum(long now) {
        expire(now);
        double own = exactSum == null ? sum : exactSum.round(ENOUGH).doubleValue();
        if (unknown > 0) {
            return Double.NaN;
        }
        return before == null ? own : own + before(before, now);
    }

    private void expire(long now) {
        if (now - lastUse > maxIdle) {
            held.clear();
            startAnew();
        }
        boolean all = outOfOrder;
        if (all) {
            outOfOrder = false;
            latestExpiry = now;
        }
        for (Iterator<Held> oldest = held.values().iterator(); oldest.hasNext(); ) {
            Held next = oldest.next();
            if (now - next.expiry() >= 0) {
                oldest.remove();
                subtract(next.tokens());
            } else if (all) {
                expiresAt(next.expiry());
            } else {
                break;
            }
        }
    }

    private void expiresAt(long expiry) {
        if (expiry - latestExpiry < 0) {
            outOfOrder = true;
        } else {
            latestExpiry = expiry;
        }
    }

    private double before(InflightTokens shared, long now) {
        shared.lock();
        try {
            double tokens = shared.sum(now);
            if (shared.held.isEmpty()) {
                before = null;
            }
            return tokens;
        } finally {
            shared.unlock();
        }
    }

    /** Puts tokens into flight. */
    void add(String requestId, double tokens, long now) {
        lastUse = now;
        if (held.isEmpty()) {
            latestExpiry = now;
        }
        long expiry = now + maxInflight;
        expiresAt(expiry);
        held.put(requestId, new Held(tokens, expiry));
        if (!Double.isFinite(tokens)) {
            unknown++;
            return;
        }
        if (exactSum == null && (tokens != Math.rint(tokens) || sum + tokens >= MAX_EXACT)) {
            exactSum = new BigDecimal(sum);
        }
        if (exactSum == null) {
            sum += tokens;
        } else {
            exactSum = exactSum.add(new BigDecimal(tokens));
        }
    }

    /**
     * Takes tokens out of flight.
     *
     * @return whether they were in flight
     */
    boolean remove(String requestId, long now) {
        expire(now);
        lastUse = now;
        Held found = held.remove(requestId);
        if (found == null) {
            return false;
        }
        subtract(found.tokens());
        return true;
    }

    /**
     * How long until tokens may come back without a reported end. This is the time to the next
     * expiry, or less while tokens are shared with other values; {@link TokenBucket#NEVER} for no
     * tokens in flight.
     */
    long untilNextExpiry(long now) {
        long own = TokenBucket.NEVER;
        for (Held each : held.values()) {
            own = Math.min(own, Math.max(1, each.expiry() - now));
            if (!outOfOrder) {
                break;
            }
        }
        if (before == null) {
            return own;
        }
        before.lock();
        try {
            return Math.min(own, Math.min(SHARED_LOOK, before.untilNextExpiry(now)));
        } finally {
            before.unlock();
        }
    }

    void touch(long now) {
        lastUse = now;
    }

    private void subtract(double tokens) {
        if (held.isEmpty()) {
            startAnew();
        } else if (!Double.isFinite(tokens)) {
            unknown--;
        } else if (exactSum == null) {
            sum -= tokens;
        } else {
            exactSum = exactSum.subtract(new BigDecimal(tokens));
        }
    }

    private void startAnew() {
        sum = 0;
        exactSum = null;
        unknown = 0;
        outOfOrder = false;
    }

    @Override
    boolean isAsNew(long now, boolean crowded) {
        sum(now);
        return held.isEmpty() && before == null;
    }
}
