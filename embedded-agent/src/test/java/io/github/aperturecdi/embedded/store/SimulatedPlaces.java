package io.github.aperturecdi.embedded.store;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tokens in flight of one counter. Times are nanoseconds since the server began. */
final class SimulatedPlaces {

    private static final MathContext ENOUGH = new MathContext(20);

    /** Two times, as their sum may exceed a long. */
    private record Held(double tokens, long since, long duration) {

        long left(long now) {
            return duration - (now - since);
        }
    }

    private final Map<String, Held> held = new LinkedHashMap<>();

    /** Whether a flow was refused that waits for the next end. */
    private boolean awaited;

    Places take(PlaceLimit limit, String requestId, double tokens, boolean waits, long now) {
        double current = sum(now);
        boolean taken = current < limit.max();
        if (taken) {
            held.put(requestId, new Held(tokens, now, limit.maxInflightNanos()));
        } else if (waits) {
            awaited = true;
        }
        return new Places(taken, current, untilExpiry(now));
    }

    private long untilExpiry(long now) {
        return held.values().stream()
                .mapToLong(each -> each.left(now))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    boolean end(String requestId, long now) {
        expire(now);
        return held.remove(requestId) != null;
    }

    /** Whether a flow waits for the end that has just been. It is told once. */
    boolean tells() {
        boolean tells = awaited;
        awaited = false;
        return tells;
    }

    void keep(List<HeldPlace> places, long now) {
        expire(now);
        for (HeldPlace place : places) {
            held.putIfAbsent(place.requestId(), new Held(place.tokens(), now, place.leftNanos()));
        }
    }

    double sum(long now) {
        expire(now);
        BigDecimal sum = BigDecimal.ZERO;
        for (Held each : held.values()) {
            sum = sum.add(new BigDecimal(each.tokens()));
        }
        return sum.round(ENOUGH).doubleValue();
    }

    private void expire(long now) {
        held.values().removeIf(each -> each.left(now) <= 0);
    }
}
