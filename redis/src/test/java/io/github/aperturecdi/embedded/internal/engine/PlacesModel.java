package io.github.aperturecdi.embedded.internal.engine;

/** The engine's own tokens in flight, as the model of the script's. A unit is one microsecond. */
public final class PlacesModel {

    private final InflightTokens tokens = new InflightTokens(1, Long.MAX_VALUE, null, null, 0);

    /** Takes tokens: taken, and tokens in flight before. */
    public Object[] take(double max, long longest, String id, double amount, long now) {
        tokens.holdFor(longest, Long.MAX_VALUE);
        double current = tokens.sum(now);
        boolean taken = current < max;
        if (taken) {
            tokens.add(id, amount, now);
        }
        return new Object[] {taken, current, tokens.untilNextExpiry(now)};
    }

    /** Gives tokens back. */
    public boolean end(String id, long now) {
        return tokens.remove(id, now);
    }
}
