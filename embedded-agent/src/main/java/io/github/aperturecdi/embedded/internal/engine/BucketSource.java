package io.github.aperturecdi.embedded.internal.engine;

/** A token source with a bucket. The flow whose turn it is takes its tokens in advance. */
final class BucketSource implements TokenSource {

    final TokenBucket bucket;
    private double capacity;
    private final boolean faithful;

    BucketSource(TokenBucket bucket, double capacity, boolean faithful) {
        this.bucket = bucket;
        this.capacity = capacity;
        this.faithful = faithful;
    }

    /** Fills the bucket in another way from now on. */
    void fillBy(TokenBucket.Filling filling, long now) {
        bucket.fillBy(filling, now);
        capacity = filling.capacity();
    }

    @Override
    public boolean takeAtOnce(Queued flow, long now) {
        if (isLate(flow, now) || !bucket.take(flow.tokens, now)) {
            return false;
        }
        tell(flow, now);
        return true;
    }

    @Override
    public long serve(Queued flow, long now) {
        // A waiting flow keeps the bucket in use, even while nothing else happens.
        bucket.touch(now);
        if (flow.taken) {
            return stillToCome(flow, now);
        }
        if (isLate(flow, now)) {
            return REFUSED;
        }
        long longest =
                faithful && !flow.patient ? TokenBucket.FOREVER : Math.max(0, flow.deadline - now);
        long wait = bucket.takeInAdvance(flow.tokens, now, longest, faithful);
        tell(flow, now);
        if (wait == TokenBucket.NEVER) {
            return REFUSED;
        }
        flow.taken = true;
        flow.dueAt = now + wait;
        return wait;
    }

    /** The remaining wait of a flow. It shrinks when another flow gives tokens back. */
    private long stillToCome(Queued flow, long now) {
        if (faithful) {
            return Math.max(0, flow.dueAt - now);
        }
        if (bucket.available(now) >= 0) {
            return SERVED;
        }
        long wait = bucket.waitFor(0, now);
        // A newer version of the policy may have stopped the filling.
        return wait == 0 ? TokenBucket.NEVER : wait;
    }

    private boolean isLate(Queued flow, long now) {
        return faithful && flow.patient && flow.deadline - now < TokenLimiter.FAITHFUL_MARGIN;
    }

    private void tell(Queued flow, long now) {
        flow.remaining = bucket.available(now);
        flow.current = capacity - flow.remaining;
    }

    @Override
    public void release(Queued flow, long now) {
        if (flow.taken) {
            bucket.giveBack(flow.tokens, now);
        }
    }

    @Override
    public boolean isAsNew(long now, boolean crowded) {
        return bucket.isAsNew(now, crowded);
    }
}
