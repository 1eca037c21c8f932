package io.github.aperturecdi.embedded.internal.engine;

import io.github.aperturecdi.embedded.internal.engine.LabelStates.Creator;
import io.github.aperturecdi.embedded.internal.engine.TokenBucket.Filling;
import io.github.aperturecdi.embedded.internal.policy.ConcurrencySchedulerSpec;
import io.github.aperturecdi.embedded.internal.policy.LimiterSpec;
import io.github.aperturecdi.embedded.internal.policy.QuotaSchedulerSpec;
import io.github.aperturecdi.embedded.internal.policy.SchedulerSpec;
import io.github.aperturecdi.embedded.internal.policy.SchedulerSpec.Workload;
import io.github.aperturecdi.embedded.internal.policy.SchedulerSpec.WorkloadParameters;
import io.github.aperturecdi.embedded.store.Counter;
import io.github.aperturecdi.flow.spi.Ticker;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Schedules flows in a queue per label value. It determines a flow's tokens, priority and workload,
 * and lets the flow enter its queue.
 */
final class Scheduler extends Component implements AsyncComponent {

    /** The workload of flows that match no configured workload. */
    private static final String DEFAULT_WORKLOAD = "default";

    /**
     * The bounds on a priority from a label. They keep one flow from getting all tokens, or none
     * for a long time.
     */
    private static final double LARGEST_PRIORITY = 1e6;

    private static final double SMALLEST_PRIORITY = 1e-3;

    /** How long a flow waits when its caller and its policy set no bound: an hour. */
    private static final long LONGEST_WAIT = 3_600_000_000_000L;

    private final SchedulerSpec spec;
    private final Sources sources;
    private final @Nullable StoreLink link;

    /** The sources of the newest version of the component, which all its queues use. */
    private final AtomicReference<Sources> newest;

    private final long margin;
    private final LabelStates<FairQueue> queues;

    private Scheduler(
            LimiterId id,
            LimiterSpec.Scope scope,
            LimiterDecision.Kind kind,
            SchedulerSpec spec,
            Sources sources,
            WaitingRoom room,
            EngineSettings settings,
            Ticker ticker,
            @Nullable StoreLink link,
            @Nullable Component before) {
        super(id, scope, kind, settings.faithful());
        this.spec = spec;
        this.sources = sources;
        this.link = link;
        this.margin = spec.decisionDeadlineMargin().toNanos();
        int maxKeys = settings.maxKeys();
        Creator<FairQueue> creator =
                (key, shared, now) ->
                        new FairQueue(
                                sources.create(shared == null ? null : shared.source, now),
                                key == null ? null : label(key),
                                room);
        this.newest = succeeds(before) ? ((Scheduler) before).newest : new AtomicReference<>();
        newest.set(sources);
        this.queues =
                succeeds(before)
                        ? ((Scheduler) before).queues.madeBy(creator)
                        : new LabelStates<>(
                                creator,
                                maxKeys,
                                () -> warnOfFull(maxKeys, link != null),
                                ticker.nanos());
    }

    /**
     * @param before the version of the component that this one replaces; null for none
     */
    static Scheduler quota(
            LimiterId id,
            QuotaSchedulerSpec spec,
            WaitingRoom room,
            EngineSettings settings,
            Ticker ticker,
            @Nullable StoreLink link,
            @Nullable Component before) {
        Sources.Buckets local =
                new Sources.Buckets(Filling.of(spec.limiter()), settings.faithful());
        return new Scheduler(
                id,
                spec.scope(),
                LimiterDecision.Kind.QUOTA_SCHEDULER,
                spec.scheduler(),
                link == null ? local : new Sources.SharedBuckets(local, id, link),
                room,
                settings,
                ticker,
                link,
                before);
    }

    /**
     * @param before the version of the component that this one replaces; null for none
     */
    static Scheduler concurrency(
            LimiterId id,
            ConcurrencySchedulerSpec spec,
            RequestIds requestIds,
            WaitingRoom room,
            EngineSettings settings,
            Ticker ticker,
            @Nullable StoreLink link,
            @Nullable Component before) {
        Sources.Places local =
                new Sources.Places(
                        spec.limiter().maxConcurrency(),
                        spec.limiter().maxInflightDuration().toNanos(),
                        Filling.maxIdle(spec.limiter().maxIdleTime().toNanos()),
                        requestIds,
                        settings.faithful());
        return new Scheduler(
                id,
                spec.scope(),
                LimiterDecision.Kind.CONCURRENCY_SCHEDULER,
                spec.scheduler(),
                link == null ? local : new Sources.SharedPlaces(local, id, link),
                room,
                settings,
                ticker,
                link,
                before);
    }

    @Override
    long longestHold() {
        return LONGEST_WAIT + Math.min(sources.longestHold(), TokenBucket.FOREVER);
    }

    /**
     * Lets a flow enter.
     *
     * @param left how long its caller still waits, in nanoseconds
     * @return the queued flow, which may be decided before this method returns
     */
    @Override
    public Slot enter(WaitingFlow flow, long now, long left, Deliveries deliveries) {
        Map<String, String> labels = flow.labels();
        if (scope().passThrough()) {
            return decided(flow, said(false, true, "", DEFAULT_WORKLOAD, 0), deliveries);
        }
        String value = counted(labels);
        if (value == null) {
            return decided(flow, said(false, false, "", DEFAULT_WORKLOAD, 0), deliveries);
        }
        Workload workload = workload(labels);
        WorkloadParameters parameters =
                workload == null ? spec.defaultWorkload() : workload.parameters();
        String name = label(labels, spec.workloadLabelKey());
        if (name == null) {
            name = workload == null ? DEFAULT_WORKLOAD : workload.name();
        }
        double byLabel = LabelNumbers.notNegative(label(labels, spec.priorityLabelKey()), 0);
        double priority = byLabel == 0 ? parameters.priority() : byLabel;
        double weight = byLabel == 0 ? priority : bounded(byLabel);
        double tokens =
                LabelNumbers.notNegative(
                        label(labels, scope().tokensLabelKey()),
                        parameters.tokens() == 0 ? 1 : parameters.tokens());
        if (tokens == 0) {
            return decided(flow, said(false, true, label(value), name, priority), deliveries);
        }
        String fairness = label(labels, spec.fairnessLabelKey());
        long patience = patience(left, parameters);
        Queued place =
                new Queued(
                        this,
                        flow,
                        tokens,
                        priority,
                        weight,
                        name,
                        fairness == null ? "" : fairness,
                        now + Math.min(patience, LONGEST_WAIT),
                        patience != FlowCheck.NO_TIMEOUT);
        place.cameAt = now;
        enter(place, value, now, deliveries);
        return place;
    }

    private void enter(Queued place, String value, long now, Deliveries deliveries) {
        String key = LongValues.key(value);
        FairQueue queue = queues.locked(key, now);
        try {
            place.queue = queue;
            place.label = label(value, key, queue.label);
            newest.get().update(queue.source, now);
            queue.enter(place, now, deliveries);
        } finally {
            queue.unlock();
        }
    }

    private static double bounded(double priority) {
        return Math.max(SMALLEST_PRIORITY, Math.min(priority, LARGEST_PRIORITY));
    }

    /** A label of the flow; null for an empty key, which means that the policy names no label. */
    private static @Nullable String label(Map<String, String> labels, String key) {
        return key.isEmpty() ? null : labels.get(key);
    }

    private static Queued decided(
            WaitingFlow flow, LimiterDecision decision, Deliveries deliveries) {
        Queued place = Queued.decided(flow, decision);
        deliveries.decided(place);
        return place;
    }

    private LimiterDecision said(
            boolean dropped, boolean counted, String label, String workload, double priority) {
        return new LimiterDecision(
                id(),
                kind(),
                dropped,
                counted,
                label,
                0,
                0,
                0,
                "",
                0,
                scope().deniedStatus(),
                workload,
                priority,
                false);
    }

    /** The decision about a flow that was served, or gave up. */
    LimiterDecision decision(Queued place) {
        return new LimiterDecision(
                id(),
                kind(),
                !place.admitted,
                true,
                place.label,
                place.remaining,
                place.current,
                place.admitted && !place.uncounted ? place.tokens : 0,
                place.admitted ? place.requestId : "",
                0,
                scope().deniedStatus(),
                place.workload,
                place.priority,
                place.alone);
    }

    private @Nullable Workload workload(Map<String, String> labels) {
        for (Workload workload : spec.workloads()) {
            if (workload.matcher().matches(labels)) {
                return workload;
            }
        }
        return null;
    }

    private long patience(long left, WorkloadParameters parameters) {
        long caller = left == FlowCheck.NO_TIMEOUT ? left : Math.max(0, left - margin);
        return parameters.queueTimeout() == null
                ? caller
                : Math.min(caller, parameters.queueTimeout().toNanos());
    }

    @Override
    void takeOver(long now, Deliveries deliveries) {
        queues.forEach(
                queue -> {
                    newest.get().update(queue.source, now);
                    queue.serve(now, deliveries);
                });
    }

    @Override
    void revert(LimiterDecision decision, long now, Deliveries deliveries) {
        if (kind() == LimiterDecision.Kind.CONCURRENCY_SCHEDULER) {
            end(decision.label(), decision.requestId(), now, deliveries);
            return;
        }
        String value = value(decision.label());
        if (value == null) {
            return;
        }
        if (link != null && !decision.alone()) {
            link.giveBack(
                    counter(decision.label()),
                    ((Sources.SharedBuckets) sources).local().filling().bucket(),
                    decision.consumed());
        }
        String key = LongValues.key(value);
        FairQueue own = queues.lockedIfPresent(key);
        FairQueue queue = own != null ? own : queues.lockedShared(key);
        // The bucket of a missing queue was full in the meantime, and has no room for more
        // tokens.
        if (queue != null) {
            try {
                ((BucketSource) queue.source.alone()).bucket.giveBack(decision.consumed(), now);
                queue.serve(now, deliveries);
            } finally {
                queue.unlock();
            }
        }
    }

    @Override
    Engine.Returned end(String label, String requestId, long now, Deliveries deliveries) {
        String value = value(label);
        if (kind() != LimiterDecision.Kind.CONCURRENCY_SCHEDULER) {
            return Engine.Returned.UNKNOWN_LIMITER;
        }
        if (value == null) {
            return Engine.Returned.NOT_IN_FLIGHT;
        }
        String key = LongValues.key(value);
        boolean returned =
                end(queues.lockedIfPresent(key), requestId, now, deliveries)
                        || end(queues.lockedShared(key), requestId, now, deliveries)
                                // The value's own queue also counts the tokens of the shared
                                // state.
                                && serve(queues.lockedIfPresent(key), now, deliveries);
        if (returned && link != null) {
            link.places().end(counter(label), requestId);
        }
        return returned ? Engine.Returned.RETURNED : Engine.Returned.NOT_IN_FLIGHT;
    }

    private Counter counter(String label) {
        return StoreLink.counter(id(), label);
    }

    private static boolean end(
            @Nullable FairQueue queue, String requestId, long now, Deliveries deliveries) {
        if (queue == null) {
            return false;
        }
        try {
            InflightTokens inflight = ((PlaceSource) queue.source.alone()).inflight;
            inflight.lock();
            boolean returned;
            try {
                if (queue.isOpen()) {
                    inflight.touch(now);
                }
                returned = inflight.remove(requestId, now);
            } finally {
                inflight.unlock();
            }
            queue.serve(now, deliveries);
            return returned;
        } finally {
            queue.unlock();
        }
    }

    private static boolean serve(@Nullable FairQueue queue, long now, Deliveries deliveries) {
        if (queue != null) {
            try {
                queue.serve(now, deliveries);
            } finally {
                queue.unlock();
            }
        }
        return true;
    }

    @Override
    long shares() {
        return queues.shares();
    }
}
