package io.github.aperturecdi.embedded.engine;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tokens in flight of one label value. Each operation takes constant time on average, but while
 * tokens of versions of a policy are in flight that hold them for different times.
 */
final class InflightTokens extends LabelStates.State {

    /** Below this, a sum of whole numbers is exact; one more may be rounded down to it. */
    private static final double MAX_EXACT = 0x1p53;

    /** More digits than a double has. With all of them, which may be hundreds, it takes long. */
    private static final MathContext ENOUGH = new MathContext(20);

    /** How often to look at tokens that other label values share, whose ends are not told. */
    private static final long SHARED_LOOK = 10_000_000;

    private record Held(double tokens, long expiry) {}

    private long maxInflight;
    private long maxIdle;

    /** Null for tokens of several label values. */
    final @Nullable String label;

    /** By request id, the oldest first, which is also the first to expire unless out of order. */
    private final Map<String, Held> held = new LinkedHashMap<>();

    /** The last time at which one expires, or later. */
    private long latestExpiry;

    /** Whether one expires before an older one, as its version of the policy holds it shorter. */
    private boolean outOfOrder;

    /** Where the label value has tokens in flight from before; null when it has none. */
    private @Nullable InflightTokens before;

    /** Of no meaning while there is an exact sum. */
    private double sum;

    /** The exact sum, once doubles cannot tell it; null while they can. */
    private @Nullable BigDecimal exactSum;

    /** How many are in flight whose tokens are not finite, as faithful mode takes them. */
    private int unknown;

    private long lastUse;

    /**
     * @param before counts as well, as long as it has tokens in flight
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

    /** Other times from now on, such as those of the next version of its policy. */
    void holdFor(long inflight, long idle) {
        maxInflight = inflight;
        maxIdle = idle;
    }

    /** The tokens in flight, without those that have expired. */
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
        expiresAt(now + maxInflight);
        held.put(requestId, new Held(tokens, now + maxInflight));
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
     * How long until tokens may be back without an end that is told: until they expire, and less
     * while other values share some of them; {@link TokenBucket#NEVER} for none in flight.
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
