package io.github.aperturecdi.embedded.engine;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** The tokens in flight of one label value. */
final class InflightTokens extends LabelStates.State {

    /** Up to here sums of whole numbers are exact. */
    private static final double MAX_EXACT = 0x1p53;

    private record Held(double tokens, long expiry) {}

    private final long maxInflight;
    private final long maxIdle;
    final String label;

    /** By request id, the oldest first, which is also the first to expire. */
    private final Map<String, Held> held = new LinkedHashMap<>();

    private double sum;
    private boolean exact = true;
    private long lastUse;

    InflightTokens(long maxInflight, long maxIdle, String label, long now) {
        this.maxInflight = maxInflight;
        this.maxIdle = maxIdle;
        this.label = label;
        this.lastUse = now;
    }

    /** The tokens in flight, without those that have expired. */
    double sum(long now) {
        if (now - lastUse > maxIdle) {
            held.clear();
            recount();
        }
        for (Iterator<Held> oldest = held.values().iterator(); oldest.hasNext(); ) {
            Held next = oldest.next();
            if (now - next.expiry() < 0) {
                break;
            }
            oldest.remove();
            subtract(next);
        }
        return sum;
    }

    /** Puts tokens into flight. */
    void add(String requestId, double tokens, long now) {
        lastUse = now;
        held.put(requestId, new Held(tokens, now + maxInflight));
        sum += tokens;
        exact &= tokens == Math.rint(tokens) && sum <= MAX_EXACT;
    }

    /**
     * Takes tokens out of flight.
     *
     * @return whether they were in flight
     */
    boolean remove(String requestId, long now) {
        sum(now);
        lastUse = now;
        Held found = held.remove(requestId);
        if (found == null) {
            return false;
        }
        subtract(found);
        return true;
    }

    void touch(long now) {
        lastUse = now;
    }

    /** Sums that were rounded do not come out even when the same numbers are subtracted again. */
    private void subtract(Held removed) {
        sum -= removed.tokens();
        if (!exact) {
            recount();
        }
    }

    private void recount() {
        sum = 0;
        exact = true;
        for (Held one : held.values()) {
            sum += one.tokens();
            exact &= one.tokens() == Math.rint(one.tokens()) && sum <= MAX_EXACT;
        }
    }

    @Override
    boolean isAsNew(long now) {
        sum(now);
        return held.isEmpty();
    }
}
