package io.github.aperturecdi.embedded.internal.engine;

import io.github.aperturecdi.embedded.internal.policy.RateLimiterSpec;
import io.github.aperturecdi.embedded.store.Bucket;
import org.jspecify.annotations.Nullable;

/**
 * The bucket of one label value: Aperture's token bucket for one process.
 *
 * <p>A refused request does not change the bucket. This keeps the announced wait time correct:
 * until another flow takes tokens, the content of the bucket depends only on the time.
 */
final class TokenBucket extends LabelStates.State {

    /**
     * About 73 years. Sums of a few such durations still fit into a long. A longer wait counts as
     * never.
     */
    static final long FOREVER = 1L << 61;

    /** The wait for tokens that never come. */
    static final long NEVER = Long.MAX_VALUE;

    /** How buckets are filled. All buckets of a limiter share one instance. */
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

        /** The same for a store. */
        Bucket bucket() {
            return new Bucket(capacity, amount, interval, continuous, delayed, maxIdle);
        }

        /** The tokens that are added during a time. */
        double in(long elapsed) {
            long time = Math.max(0, elapsed);
            return continuous ? amount * time / interval : amount * (time / interval);
        }

        /** How long it takes to add a number of tokens. */
        long timeFor(double tokens) {
            if (amount == 0) {
                return 0;
            }
            double nanos =
                    continuous
                            ? Math.ceil(tokens / amount * interval)
                            : Math.ceil(tokens / amount) * interval;
            return (long) Math.min(nanos, FOREVER);
        }
    }

    /** The data about a refusal that Aperture's agent remembers. */
    record Refusal(long until, double tokens, double remaining, double current) {}

    private Filling filling;

    /** The last refusal in faithful mode; null for none. */
    @Nullable Refusal lastRefusal;

    /** The label of the bucket; null for a bucket that several label values share. */
    final @Nullable String label;

    private double available;
    private long lastFill;
    private long startFill;
    private boolean startFillSet;
    private long lastUse;

    /**
     * @param shared the bucket that the label value has shared so far; null for none
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
     * Fills the bucket in another way from now on, such as that of the next policy version. The
     * bucket keeps its tokens up to the new capacity.
     */
    void fillBy(Filling other, long now) {
        if (filling != other) {
            fill(Math.min(available(now), other.capacity()), now);
            filling = other;
            lastRefusal = null;
        }
    }

    /** Sets the number of tokens to what a store has counted. */
    void hold(double tokens, long now) {
        fill(Math.min(tokens, filling.capacity()), now);
        lastUse = now;
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
     * Takes any number of tokens, as Aperture's agent does. A negative number fills the bucket.
     * After NaN or positive infinity the bucket admits every flow.
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
     * Takes tokens in advance: the content of the bucket may become negative.
     *
     * @param tokens how many, positive
     * @param longest the longest accepted wait
     * @param faithful whether to wait as long as Aperture's agent does
     * @return how long until all tokens are available; {@link #NEVER} when the wait is too long and
     *     no tokens were taken
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

    /** Marks the bucket as used, so that it is not reset as idle. */
    void touch(long now) {
        lastUse = now;
    }

    /**
     * Marks the bucket as used, and returns its tokens. A bucket that was idle for too long is
     * reset first.
     */
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

    /** Puts back the tokens of a flow that did not run. */
    void giveBack(double tokens, long now) {
        fill(Math.min(available(now) + tokens, filling.capacity()), now);
    }

    private void fill(double filled, long now) {
        available = filled;
        if (!fillingIsDelayed(now)) {
            long elapsed = Math.max(0, now - lastFill);
            lastFill += filling.continuous() ? elapsed : elapsed - elapsed % filling.interval();
        }
    }

    private boolean fillingIsDelayed(long now) {
        return startFillSet && now - startFill <= 0;
    }

    /** The tokens in the bucket at a time, which must not be before the last change. */
    double available(long now) {
        return fillingIsDelayed(now)
                ? available
                : Math.min(available + filling.in(now - lastFill), filling.capacity());
    }

    /**
     * How long until a refused request would be admitted. Aperture's agent announces one interval
     * more for a delayed bucket that is filled in steps.
     *
     * @return the shortest such time in nanoseconds; 0 when the request would never be admitted,
     *     because it exceeds the capacity or the bucket is not filled
     */
    long waitFor(double tokens, long now) {
        if (available(now + FOREVER - 1) < tokens) {
            return 0;
        }
        long tooShort = 0;
        // Right but for rounding, a delay, and the time since the last step.
        long enough = filling.timeFor(tokens - available(now));
        for (long more = 1; available(now + enough) < tokens; more *= 2) {
            tooShort = enough;
            enough += more;
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
     * How long Aperture's agent announces, and waits. The time is wrong for more tokens than the
     * bucket can hold, and one interval too long for a delayed bucket that is filled in steps.
     *
     * @return nanoseconds; 0 for a bucket that is not filled, and for a wait of more than {@link
     *     #FOREVER}
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
            // The agent's number overflows for such a long time.
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
        // A full bucket that is filled in steps keeps its own rhythm of fills. A new bucket
        // starts its rhythm at the next use, and would get its first tokens later than this one.
        boolean hasNoBeat = crowded || filling.continuous() || filling.delayed();
        return now - lastUse > filling.maxIdle()
                || hasNoBeat && available(now) >= filling.capacity();
    }
}
