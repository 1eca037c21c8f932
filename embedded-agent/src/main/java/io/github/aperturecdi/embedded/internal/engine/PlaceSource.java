package io.github.aperturecdi.embedded.internal.engine;

/**
 * A token source with places for flows in flight. As in Aperture's agent, a flow gets its places
 * while there is any room, however many it asks for.
 */
final class PlaceSource implements TokenSource {

    final InflightTokens inflight;
    private double max;
    private final RequestIds requestIds;
    private final boolean faithful;

    PlaceSource(InflightTokens inflight, double max, RequestIds requestIds, boolean faithful) {
        this.inflight = inflight;
        this.max = max;
        this.requestIds = requestIds;
        this.faithful = faithful;
    }

    /** Sets other bounds from now on. */
    void bound(double places, long maxInflight, long maxIdle) {
        max = places;
        inflight.lock();
        try {
            inflight.holdFor(maxInflight, maxIdle);
        } finally {
            inflight.unlock();
        }
    }

    @Override
    public boolean takeAtOnce(Queued flow, long now) {
        return !(faithful && PolledPlaces.isLate(flow, now)) && take(flow, now);
    }

    private boolean take(Queued flow, long now) {
        inflight.lock();
        try {
            double current = inflight.sum(now);
            boolean free = current < max;
            if (free) {
                flow.current = current;
                flow.remaining = max - current;
                flow.requestId = requestIds.next();
                inflight.add(flow.requestId, flow.tokens, now);
            } else {
                inflight.touch(now);
            }
            return free;
        } finally {
            inflight.unlock();
        }
    }

    @Override
    public long serve(Queued flow, long now) {
        if (faithful) {
            return PolledPlaces.serve(flow, now, () -> take(flow, now));
        }
        inflight.lock();
        try {
            // A waiting flow keeps the tokens in use, even while nothing else happens.
            inflight.touch(now);
            return take(flow, now) ? SERVED : inflight.untilNextExpiry(now);
        } finally {
            inflight.unlock();
        }
    }

    /** Does nothing: a flow holds no place before it is served. */
    @Override
    public void release(Queued flow, long now) {}

    @Override
    public boolean isAsNew(long now, boolean crowded) {
        inflight.lock();
        try {
            return inflight.isAsNew(now, crowded);
        } finally {
            inflight.unlock();
        }
    }
}
