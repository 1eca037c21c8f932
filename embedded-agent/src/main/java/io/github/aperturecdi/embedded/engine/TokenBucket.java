package io.github.aperturecdi.embedded.engine;

import io.github.aperturecdi.embedded.policy.RateLimiterSpec;

/**
 * The bucket of one label value: Aperture's token bucket for one process.
 *
 * <p>A refused request changes nothing. That is what makes the wait time true: until somebody takes
 * tokens, a bucket depends on the time alone, however often it is asked.
 */
final class TokenBucket extends LabelStates.State {

    /** About 73 years; sums of a few of them still fit. What takes longer counts as never. */
    static final long FOREVER = 1L << 61;

    /** How a bucket is filled; one for all buckets of a limiter. */
    record Filling(
            double capacity,
            double amount,
            long interval,
            boolean continuous,
            boolean delayed,
            long maxIdle) {

        static Filling of(RateLimiterSpec spec) {
            return new Filling(
                    spec.bucketCapacity(),
                    Math.min(spec.fillAmount(), Double.MAX_VALUE),
                    spec.interval().toNanos(),
                    spec.continuousFill(),
                    spec.delayInitialFill(),
                    maxIdle(spec.maxIdleTime().toNanos()));
        }

        static long maxIdle(long nanos) {
            return nanos == 0 ? Long.MAX_VALUE : nanos;
        }

        /** Tokens that come in during a time. */
        double in(long elapsed) {
            if (elapsed <= 0) {
                return 0;
            }
            return continuous ? amount * elapsed / interval : amount * (elapsed / interval);
        }

        /** How long it takes until so many tokens have come in. */
        long timeFor(double tokens) {
            if (amount == 0) {
                return 0;
            }
            double nanos =
                    continuous
                            ? Math.ceil(tokens / amount * interval)
                            : Math.ceil(tokens / amount) * interval;
            return nanos < FOREVER ? (long) nanos : FOREVER;
        }
    }

    private final Filling filling;
    final String label;

    private double available;
    private long lastFill;
    private long startFill;
    private boolean startFillSet;
    private long lastUse;

    TokenBucket(Filling filling, String label, long now) {
        this.filling = filling;
        this.label = label;
        reset(now);
    }

    private void reset(long now) {
        available = filling.capacity();
        lastFill = now;
        lastUse = now;
        startFillSet = false;
    }

    /**
     * Takes tokens if there are enough.
     *
     * @param tokens how many, not negative
     * @return whether they were taken
     */
    boolean take(double tokens, long now) {
        if (now - lastUse > filling.maxIdle()) {
            reset(now);
        }
        lastUse = now;
        double filled = available(now);
        if (tokens > filled) {
            return false;
        }
        if (tokens > 0) {
            fill(filled, now);
            if (filling.delayed() && filled == filling.capacity()) {
                startFill = now + filling.timeFor(filling.capacity());
                startFillSet = true;
                lastFill = filling.continuous() ? startFill : startFill - filling.interval();
            }
            available -= tokens;
        }
        return true;
    }

    /** Puts tokens back that were taken for a flow which then did not run. */
    void giveBack(double tokens, long now) {
        fill(Math.min(available(now) + tokens, filling.capacity()), now);
    }

    private void fill(double filled, long now) {
        available = filled;
        long elapsed = now - lastFill;
        if (elapsed > 0 && !fillingIsDelayed(now)) {
            lastFill = filling.continuous() ? now : now - elapsed % filling.interval();
        }
    }

    private boolean fillingIsDelayed(long now) {
        return startFillSet && now - startFill <= 0;
    }

    /** Tokens in the bucket at a time that is not before the last change. */
    double available(long now) {
        return fillingIsDelayed(now)
                ? available
                : Math.min(available + filling.in(now - lastFill), filling.capacity());
    }

    /**
     * How long until a refused request would be admitted.
     *
     * @return nanoseconds, rounded up so that waiting exactly that long suffices; 0 when it never
     *     will be: more tokens than a bucket holds, or a bucket that is not filled
     */
    long waitFor(double tokens, long now) {
        double missing = tokens - available(now);
        if (tokens > filling.capacity() || filling.amount() == 0) {
            return 0;
        }
        long wait = filling.timeFor(missing);
        if (fillingIsDelayed(now)) {
            wait += startFill - now;
        } else if (!filling.continuous()) {
            wait -= (now - lastFill) % filling.interval();
        }
        // The division may have been rounded the wrong way.
        long step = filling.continuous() ? 1 : filling.interval();
        while (wait < FOREVER && available(now + wait) < tokens) {
            wait += step;
            step = Math.min(step * 2, FOREVER);
        }
        return wait < FOREVER ? wait : 0;
    }

    @Override
    boolean isAsNew(long now) {
        // A full bucket that is filled in steps still has its own beat.
        boolean hasNoBeat = filling.continuous() || filling.delayed();
        return now - lastUse > filling.maxIdle()
                || hasNoBeat && available(now) >= filling.capacity();
    }
}
