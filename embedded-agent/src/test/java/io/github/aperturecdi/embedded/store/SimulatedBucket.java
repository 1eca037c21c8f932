package io.github.aperturecdi.embedded.store;

/**
 * The token bucket of one counter, by the rules of the engine's own bucket. Times are nanoseconds
 * since the server began.
 */
final class SimulatedBucket {

    /** A longer wait counts as never. */
    private static final long FOREVER = 1L << 61;

    private Bucket filling;
    private double available;
    private long lastFill;
    private long lastUse;

    /** The end of the initial delay; before the present time for none. */
    private long delayedUntil = -1;

    SimulatedBucket(Bucket filling, long now) {
        this.filling = filling;
        reset(now);
    }

    private void reset(long now) {
        available = filling.capacity();
        lastFill = now;
        lastUse = now;
        delayedUntil = -1;
    }

    Tokens take(Bucket bucket, double tokens, long longest, long now) {
        use(bucket, now);
        double there = available(now);
        if (tokens <= there) {
            if (tokens > 0) {
                draw(tokens, now);
            }
            return new Tokens(true, available(now), 0);
        }
        if (longest > 0) {
            SimulatedBucket before = copy();
            draw(tokens, now);
            long wait = waitFor(0, now);
            if (wait > 0 && wait <= longest) {
                return new Tokens(true, available(now), wait);
            }
            restore(before);
        }
        return new Tokens(false, there, waitFor(tokens, now));
    }

    Tokens settle(Bucket bucket, double tokens, long now) {
        use(bucket, now);
        if (tokens > 0) {
            draw(tokens, now);
        } else {
            bringForward(Math.min(available(now) - tokens, filling.capacity()), now);
        }
        double there = available(now);
        return new Tokens(true, there, there < 0 ? waitFor(0, now) : 0);
    }

    private void use(Bucket bucket, long now) {
        if (!bucket.equals(filling)) {
            bringForward(Math.min(available(now), bucket.capacity()), now);
            filling = bucket;
        }
        if (now - lastUse > filling.maxIdleNanos()) {
            reset(now);
        }
        lastUse = now;
    }

    private SimulatedBucket copy() {
        SimulatedBucket copy = new SimulatedBucket(filling, lastUse);
        copy.restore(this);
        return copy;
    }

    private void restore(SimulatedBucket other) {
        available = other.available;
        lastFill = other.lastFill;
        delayedUntil = other.delayedUntil;
    }

    private void draw(double tokens, long now) {
        double there = available(now);
        bringForward(there, now);
        if (filling.delayed() && there == filling.capacity()) {
            delayedUntil = now + timeFor(filling.capacity());
            lastFill = filling.continuous() ? delayedUntil : delayedUntil - filling.intervalNanos();
        }
        available -= tokens;
    }

    private void bringForward(double there, long now) {
        available = there;
        long elapsed = now - lastFill;
        if (elapsed > 0 && now > delayedUntil) {
            lastFill = filling.continuous() ? now : now - elapsed % filling.intervalNanos();
        }
    }

    double available(long now) {
        return now <= delayedUntil
                ? available
                : Math.min(available + filled(now - lastFill), filling.capacity());
    }

    private double filled(long elapsed) {
        if (elapsed <= 0) {
            return 0;
        }
        return filling.continuous()
                ? filling.fillAmount() * elapsed / filling.intervalNanos()
                : filling.fillAmount() * (elapsed / filling.intervalNanos());
    }

    private long timeFor(double tokens) {
        if (filling.fillAmount() == 0) {
            return 0;
        }
        double fills = tokens / filling.fillAmount();
        double nanos =
                filling.continuous()
                        ? Math.ceil(fills * filling.intervalNanos())
                        : Math.ceil(fills) * filling.intervalNanos();
        return nanos < FOREVER ? (long) nanos : FOREVER;
    }

    /**
     * The shortest time after which there are so many tokens; 0 for never. It is found by halving,
     * as the tokens only become more while none are taken.
     */
    private long waitFor(double tokens, long now) {
        if (tokens > filling.capacity() || available(now + FOREVER) < tokens) {
            return 0;
        }
        long tooShort = 0;
        long enough = FOREVER;
        while (enough - tooShort > 1) {
            long between = tooShort + (enough - tooShort) / 2;
            if (available(now + between) < tokens) {
                tooShort = between;
            } else {
                enough = between;
            }
        }
        return enough == FOREVER ? 0 : enough;
    }
}
