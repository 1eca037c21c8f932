package io.github.aperturecdi.embedded.internal.engine;

import io.github.aperturecdi.embedded.store.Counter;
import io.github.aperturecdi.embedded.store.PlaceLimit;
import io.github.aperturecdi.embedded.store.Places;

/**
 * A token source with places in a store. A flow that has to wait is told when a place is freed in
 * any instance. The source counts in this JVM while the store is away.
 */
final class SharedPlaceSource implements TokenSource {

    private final PlaceSource alone;
    private final StoreQuestions questions;
    private final LimiterId id;
    private final RequestIds requestIds;
    private PlaceLimit limit;
    private long maxIdle;

    /** Whether a place was freed since the last question. */
    private boolean freed;

    SharedPlaceSource(
            PlaceSource alone,
            StoreLink link,
            LimiterId id,
            RequestIds requestIds,
            PlaceLimit limit,
            long maxIdle) {
        this.alone = alone;
        this.questions = new StoreQuestions(link);
        this.id = id;
        this.requestIds = requestIds;
        this.limit = limit;
        this.maxIdle = maxIdle;
    }

    /** Sets other bounds from now on. */
    void bound(PlaceLimit other, long idle) {
        limit = other;
        maxIdle = idle;
        alone.bound(other.max(), other.maxInflightNanos(), idle);
    }

    @Override
    public TokenSource alone() {
        return alone;
    }

    /** Returns false: the store is asked when the flow has its turn, which is now. */
    @Override
    public boolean takeAtOnce(Queued flow, long now) {
        return false;
    }

    @Override
    public long serve(Queued flow, long now) {
        if (flow.alone && questions.link().isAway()) {
            return serveAlone(flow, now);
        }
        flow.alone = false;
        while (true) {
            if (flow.ask == null) {
                ask(flow);
            }
            if (questions.isPending(flow)) {
                return ASKED;
            }
            Places places = questions.answer(flow);
            if (places == null) {
                boolean late = questions.isLate(flow);
                if (flow.ask != null) {
                    end(flow);
                    flow.ask = null;
                }
                return late ? refused(flow) : withoutStore(flow, now);
            }
            flow.current = places.current();
            flow.remaining = limit.max() - places.current();
            if (places.taken()) {
                hold(flow, now);
                return SERVED;
            }
            questions.link().places().refused(flow.requestId);
            flow.requestId = "";
            flow.ask = null;
            boolean watched = flow.unwatch != null;
            if (watched && !freed) {
                return Math.max(1, places.untilExpiryNanos());
            }
            // The next question is certain to be followed by a message when a place is freed.
            watch(flow);
        }
    }

    private long withoutStore(Queued flow, long now) {
        long wait = questions.alone(flow, () -> serveAlone(flow, now));
        if (wait == SERVED || wait == REFUSED) {
            unwatch(flow);
        }
        return wait;
    }

    private long refused(Queued flow) {
        unwatch(flow);
        return REFUSED;
    }

    @Override
    public boolean hasNews() {
        return questions.link().isAway();
    }

    private long serveAlone(Queued flow, long now) {
        long wait = alone.serve(flow, now);
        if (wait == SERVED) {
            questions
                    .link()
                    .places()
                    .took(
                            counter(flow),
                            flow.requestId,
                            flow.tokens,
                            now + limit.maxInflightNanos());
            unwatch(flow);
        }
        return wait;
    }

    private void ask(Queued flow) {
        freed = false;
        flow.requestId = requestIds.next();
        boolean waits = flow.unwatch != null;
        String requestId = flow.requestId;
        long expiry = flow.flow.now() + limit.maxInflightNanos();
        questions.<Places>ask(
                flow,
                store -> {
                    questions.link().places().asked(counter(flow), requestId, flow.tokens, expiry);
                    return store.take(counter(flow), limit, requestId, flow.tokens, waits);
                },
                late -> questions.link().places().end(counter(flow), requestId));
        if (flow.ask == null) {
            flow.requestId = "";
        }
    }

    /** Ends a place that the store may have handed out without an answer. */
    private void end(Queued flow) {
        if (!flow.requestId.isEmpty()) {
            questions.link().places().end(counter(flow), flow.requestId);
            flow.requestId = "";
        }
    }

    private void hold(Queued flow, long now) {
        alone.inflight.lock();
        try {
            alone.inflight.sum(now);
            alone.inflight.add(flow.requestId, flow.tokens, now);
        } finally {
            alone.inflight.unlock();
        }
        questions
                .link()
                .places()
                .took(counter(flow), flow.requestId, flow.tokens, now + limit.maxInflightNanos());
        unwatch(flow);
    }

    private void watch(Queued flow) {
        if (flow.unwatch == null) {
            FairQueue queue = flow.queue;
            flow.unwatch =
                    questions.link().store().watch(counter(flow), () -> placeIsFreed(flow, queue));
        }
    }

    private void placeIsFreed(Queued flow, FairQueue queue) {
        Deliveries deliveries = new Deliveries();
        queue.lock();
        try {
            freed = true;
            queue.serve(flow.flow.now(), deliveries);
        } finally {
            queue.unlock();
        }
        deliveries.deliver();
    }

    private static void unwatch(Queued flow) {
        if (flow.unwatch != null) {
            flow.unwatch.run();
            flow.unwatch = null;
        }
    }

    private Counter counter(Queued flow) {
        return StoreLink.counter(id, flow.label);
    }

    @Override
    public void stopAsking(Queued flow, long now) {
        questions.stopAsking(flow, now);
    }

    @Override
    public void release(Queued flow, long now) {
        unwatch(flow);
        if (flow.alone || flow.ask == null) {
            return;
        }
        Places places = flow.ask.abandon() ? null : questions.answer(flow);
        if (places == null || places.taken()) {
            end(flow);
        }
    }

    @Override
    public boolean isAsNew(long now, boolean crowded) {
        return alone.isAsNew(now, crowded);
    }
}
