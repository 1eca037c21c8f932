package io.github.aperturecdi.embedded.engine;

import io.github.aperturecdi.embedded.policy.RateLimiterSpec;
import org.jspecify.annotations.Nullable;

/**
 * The bucket of one label value: Aperture's token bucket for one process.
 *
 * <p>A refused request changes nothing. That is what makes the wait time true: until somebody takes
 * tokens, a bucket depends on the time alone, however often it is asked.
 */
final class TokenBucket extends LabelStates.State {

    /** About 73 years; sums of a few of them still fit. What takes longer counts as never. */
    static final long FOREVER = 1L << 61;

    /** What does not come. */
    static final long NEVER = Long.MAX_VALUE;

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

    /** What Aperture's agent keeps in mind of a refusal. */
    record Refusal(long until, double tokens, double remaining, double current) {}

    private Filling filling;

    /** In faithful mode, the last one; null for none. */
    @Nullable Refusal lastRefusal;

    /** Null for a bucket of several label values. */
    final @Nullable String label;

    private double available;
    private long lastFill;
    private long startFill;
    private boolean startFillSet;
    private long lastUse;

    /**
     * @param shared where the label value has taken tokens from before; null when it has not
     */
    TokenBucket(Filling filling, @Nullable String label, @Nullable TokenBucket shared, long now) {
        this.filling = filling;
        this.label = label;
        if (shared == null) {
            reset(now);
        } else {
            available = shared.available;
            lastFill = shared.lastFill;
            startFill = shared.startFill;
            startFillSet = shared.startFillSet;
            lastUse = shared.lastUse;
        }
    }

    /**
     * Is filled in another way from now on, such as by the next version of its policy. It keeps
     * what has come in so far, as far as it has room.
     */
    void fillBy(Filling other, long now) {
        if (filling != other) {
            fill(Math.min(available(now), other.capacity()), now);
            filling = other;
            lastRefusal = null;
        }
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
        double filled = use(now);
        if (tokens > filled) {
            return false;
        }
        if (tokens > 0) {
            draw(tokens, filled, now);
        }
        return true;
    }

    /**
     * Takes any number of tokens as Aperture's agent does: a negative one fills the bucket, and one
     * that is not finite opens it to everybody.
     *
     * @return whether they were taken
     */
    boolean takeUnchecked(double tokens, long now) {
        double filled = use(now);
        if (tokens > 0 && tokens > filled) {
            if (tokens == Double.POSITIVE_INFINITY) {
                fill(Double.NaN, now);
            }
            return false;
        }
        draw(tokens, filled, now);
        available = Math.min(available, filling.capacity());
        return true;
    }

    /**
     * Takes tokens that have not all come in yet: the bucket owes the rest.
     *
     * @param tokens how many, positive
     * @param longest the longest wait that the taker accepts
     * @param faithful whether to wait as long as Aperture's agent does
     * @return how long until all have come in; {@link #NEVER} when that is too long, and nothing
     *     was taken
     */
    long takeInAdvance(double tokens, long now, long longest, boolean faithful) {
        double filled = use(now);
        if (tokens <= filled) {
            draw(tokens, filled, now);
            return 0;
        }
        double before = available;
        long lastFillBefore = lastFill;
        long startFillBefore = startFill;
        boolean startFillSetBefore = startFillSet;
        draw(tokens, filled, now);
        long wait = faithful ? faithfulWaitFor(0, now) : waitFor(0, now);
        if (wait > 0 && wait <= longest) {
            return wait;
        }
        available = before;
        lastFill = lastFillBefore;
        startFill = startFillBefore;
        startFillSet = startFillSetBefore;
        return NEVER;
    }

    /** It is in use, which keeps what is in it. */
    void touch(long now) {
        lastUse = now;
    }

    /** Tokens in the bucket, which is a new one after too long a rest. */
    private double use(long now) {
        if (now - lastUse > filling.maxIdle()) {
            reset(now);
        }
        lastUse = now;
        return available(now);
    }

    private void draw(double tokens, double filled, long now) {
        fill(filled, now);
        if (filling.delayed() && filled == filling.capacity()) {
            startFill = now + filling.timeFor(filling.capacity());
            startFillSet = true;
            lastFill = filling.continuous() ? startFill : startFill - filling.interval();
        }
        available -= tokens;
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
     * How long until a refused request would be admitted. Aperture's agent names an interval more
     * for a delayed bucket that is filled in steps.
     *
     * @return the fewest nanoseconds of which that is true; 0 when it never will be: more tokens
     *     than a bucket holds, or a bucket that is not filled
     */
    long waitFor(double tokens, long now) {
        if (tokens > filling.capacity() || filling.amount() == 0) {
            return 0;
        }
        long tooShort = 0;
        long enough = filling.timeFor(tokens - available(now));
        if (fillingIsDelayed(now)) {
            enough += startFill - now;
        } else if (!filling.continuous()) {
            enough -= (now - lastFill) % filling.interval();
        }
        // The division may have been rounded the wrong way, or a step comes with the delay's end.
        for (long more = 1; enough < FOREVER && available(now + enough) < tokens; more *= 2) {
            tooShort = enough;
            enough += more;
        }
        if (enough >= FOREVER) {
            return 0;
        }
        for (long fewer = 1; enough - tooShort > 1; fewer = Math.min(fewer * 2, FOREVER)) {
            long between = Math.max(enough - fewer, tooShort + (enough - tooShort) / 2);
            if (available(now + between) < tokens) {
                tooShort = between;
            } else {
                enough = between;
            }
        }
        return enough;
    }

    /**
     * How long Aperture's agent says, and waits. For more tokens than a bucket holds that never
     * comes true, and for a delayed bucket that is filled in steps it is an interval too much.
     *
     * @return nanoseconds; 0 for a bucket that is not filled, and for centuries
     */
    long faithfulWaitFor(double tokens, long now) {
        double missing = tokens - available(now);
        if (filling.amount() == 0 || missing <= 0) {
            return 0;
        }
        double time =
                filling.continuous()
                        ? missing / filling.amount() * filling.interval()
                        : Math.ceil(missing / filling.amount()) * filling.interval();
        if (time >= FOREVER) {
            // There the number overflows.
            return 0;
        }
        long nanos = (long) time;
        if (fillingIsDelayed(now)) {
            return nanos + (startFill - now);
        }
        return filling.continuous() ? nanos : nanos - (now - lastFill) % filling.interval();
    }

    @Override
    boolean isAsNew(long now, boolean crowded) {
        // A full bucket that is filled in steps has its own beat, which begins anew with the next
        // use: a new one gets its first tokens later than this one would.
        boolean hasNoBeat = crowded || filling.continuous() || filling.delayed();
        return now - lastUse > filling.maxIdle()
                || hasNoBeat && available(now) >= filling.capacity();
    }
}
