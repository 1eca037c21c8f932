package io.github.aperturecdi.flow;

import io.github.aperturecdi.FlowRejection;
import io.github.aperturecdi.flow.spi.CacheKey;
import io.github.aperturecdi.flow.spi.EndedFlow;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * One piece of work under an agent's control, from its decision to its end. The spine of this
 * library.
 *
 * <pre>{@code
 * try (Flow flow = flows.start(FlowRequest.at("checkout").label("user", id).build())) {
 *     if (flow.shouldRun()) {
 *         checkout();
 *     }
 * }
 * }</pre>
 *
 * <p>A flow ends exactly once; another end has no effect. A refused flow has ended before its
 * caller gets it. A flow that is not closed counts as active until the flow control is closed.
 * After ten minutes, or one minute while 10,000 flows or more are open, it releases its cached
 * values, and the log names its control point once. Thread-safe.
 */
public final class Flow implements AutoCloseable {

    static final int NO_PLACE = -1;

    private static final AtomicIntegerFieldUpdater<Flow> ENDED =
            AtomicIntegerFieldUpdater.newUpdater(Flow.class, "ended");

    /** Writes the first decision without the barrier of a volatile write. */
    private static final AtomicReferenceFieldUpdater<Flow, Decision> DECISION =
            AtomicReferenceFieldUpdater.newUpdater(Flow.class, Decision.class, "decision");

    private final FlowRequest request;
    private volatile Decision decision;

    /** Whether the agent awaits the end, to take back tokens or to report the flow. */
    private final boolean awaited;

    /** Whether the times are read. Each reading of the clock takes longer than a look-up. */
    private final boolean timed;

    private final @Nullable FlowRejection rejection;
    private final boolean shadow;
    private final FlowControl control;
    private final FlowObserver.Observation observation;
    private final long startNanos;
    private final long workloadStartNanos;
    private final int hash = ThreadLocalRandom.current().nextInt();

    /** Where it is in {@link OpenFlows}, which writes it before other threads see the flow. */
    int place = NO_PLACE;

    /** 1 after the end. An updater changes this field, so that a flow needs no atomic object. */
    private volatile int ended;

    /** Null for the status that follows from the decision. */
    private volatile @Nullable FlowStatus status;

    private volatile @Nullable String errorType;
    private volatile int httpStatus;

    /**
     * Whether the work is over. The flow may not have ended yet, for lack of room on the stack. A
     * volatile write always follows, of the end or of {@link FlowControl#overdue}.
     */
    private boolean over;

    /** Whether not its caller but a shutdown or a failed report ended it. */
    private boolean abandoned;

    /** Whether {@link #run} has begun. */
    private boolean begun;

    /** The only place that decides whether a flow runs. */
    Flow(
            FlowControl control,
            FlowRequest request,
            Decision decision,
            ControlPointSettings settings,
            long startNanos,
            FlowObserver.Observation observation) {
        this.control = control;
        this.observation = observation;
        this.request = request;
        DECISION.lazySet(this, decision);
        this.awaited = decision.receipt() != null || !decision.inflight().isEmpty();
        this.timed = awaited || control.readsTimes(observation);
        this.startNanos = startNanos;
        this.workloadStartNanos = timed ? control.ticker.nanos() : startNanos;
        boolean admitted =
                switch (decision.type()) {
                    case ADMITTED -> true;
                    case REJECTED -> false;
                    case UNREACHABLE -> settings.onUnreachable(request) == OnUnreachable.ADMIT;
                };
        this.rejection = admitted ? null : decision.rejection(request.controlPoint());
        this.shadow = settings.mode() != Mode.ENFORCE;
        observation.decided(decision, shouldRun(), workloadStartNanos - startNanos);
    }

    /**
     * The flow whose work this thread runs: in the body of a controlled method, and in {@link
     * #run}.
     *
     * @return the innermost such flow
     * @throws IllegalStateException if there is none
     */
    public static Flow current() {
        Flow current = CurrentFlow.get();
        if (current == null) {
            throw new IllegalStateException(FlowTexts.noCurrentFlow());
        }
        return current;
    }

    /**
     * Whether the work may run.
     *
     * @return true if the flow was admitted, if there was no decision and such flows are admitted,
     *     and in {@link Mode#SHADOW}
     */
    public boolean shouldRun() {
        return rejection == null || shadow;
    }

    /**
     * Why the work may not run.
     *
     * @return the refusal; empty when the work may run
     */
    public Optional<FlowRejection> rejection() {
        return shadow ? Optional.empty() : Optional.ofNullable(rejection);
    }

    /**
     * Why {@link Mode#ENFORCE} would refuse the work, which runs as the control point is in {@link
     * Mode#SHADOW}.
     *
     * @return the refusal; empty if the work would run, and outside of shadow mode
     */
    public Optional<FlowRejection> shadowRejection() {
        return shadow ? Optional.ofNullable(rejection) : Optional.empty();
    }

    /**
     * The agent's decision.
     *
     * @return the decision
     */
    public Decision decision() {
        return decision;
    }

    /**
     * Runs the work of an admitted flow on this thread and ends the flow, whatever the work does.
     *
     * @param work the work
     * @param <T> what it returns
     * @return what the work returns
     * @throws IllegalStateException if the flow was refused, and if it was run or closed before:
     *     such work would be under no limit
     * @throws Exception what the work throws, unchanged
     */
    public <T> T run(Callable<T> work) throws Exception {
        if (begun || shouldRun() && hasEnded()) {
            throw new IllegalStateException(FlowTexts.ended(request.controlPoint()));
        }
        begun = true;
        try {
            return call(work);
        } finally {
            close();
        }
    }

    /**
     * Runs a part of the work on this thread, where the flow is {@link #current()}, and leaves the
     * flow open; a failure ends it. For work that continues after the part has returned.
     *
     * @param work the work
     * @param <T> what it returns
     * @return what the work returns
     * @throws IllegalStateException if the flow was refused, or has ended with a failure
     * @throws Exception what the work throws, unchanged
     */
    public <T> T call(Callable<T> work) throws Exception {
        if (!shouldRun()) {
            throw new IllegalStateException(FlowTexts.refused(request.controlPoint()));
        }
        if (errorType != null && hasEnded()) {
            throw new IllegalStateException(FlowTexts.ended(request.controlPoint()));
        }
        try {
            return asCurrent(work);
        } catch (Throwable t) {
            fail(t);
            close();
            throw t;
        }
    }

    /** Whether the caller has ended the flow. A shutdown that gives up a flow breaks no call. */
    private boolean hasEnded() {
        // The volatile field is read first: the other one is written before it.
        return ended != 0 && !abandoned;
    }

    private <T> T asCurrent(Callable<T> work) throws Exception {
        @Nullable Object[] current = CurrentFlow.ofThread();
        Object outer = current[0];
        current[0] = this;
        try {
            return work.call();
        } finally {
            current[0] = outer;
        }
    }

    /**
     * Records that the work failed. {@link #close()} still has to end the flow. Observers, and with
     * them flight recordings and the caller's span, get only the name of the failure's class, not
     * its message.
     *
     * @param failure what went wrong
     */
    public void fail(Throwable failure) {
        status = FlowStatus.ERROR;
        // Only the name is kept, as the failure may hold objects of the request.
        errorType = failure.getClass().getName();
    }

    /** Records that the work was given up, so that its duration does not count. */
    public void cancel() {
        status = FlowStatus.UNSET;
    }

    /**
     * Records the HTTP status of the work's answer. Agents treat 1xx to 3xx as a success in any
     * case, so the status of a flow that was refused in shadow mode is not sent.
     *
     * @param status the status
     */
    public void httpStatus(int status) {
        httpStatus = status;
    }

    /**
     * Records the HTTP status that was observed in the work's answer, unless the work has recorded
     * one itself. A status of 400 or more is a failure, as for agents that get reports from a
     * proxy.
     *
     * @param status the status
     */
    public void observedHttpStatus(int status) {
        if (httpStatus != 0) {
            return;
        }
        if (status >= 400) {
            httpStatus = status;
            this.status = FlowStatus.ERROR;
        } else if (status() == FlowStatus.OK) {
            // Agents would treat a failed or cancelled flow with such a status as a success.
            httpStatus = status;
        }
    }

    /**
     * Ends the flow, without waiting for the agent. If this thread's stack has no room for that,
     * the next flow that starts or ends also ends this one.
     */
    @Override
    public void close() {
        // Writing a field takes no stack.
        over = true;
        try {
            StackRoom.require();
        } catch (StackOverflowError e) {
            control.overdue = true;
            return;
        }
        end();
        control.endOverdue();
    }

    boolean isOver() {
        return over;
    }

    void end() {
        if (ENDED.compareAndSet(this, 0, 1)) {
            // The observers come first: a shutdown waits for the flow control, then closes the
            // observers.
            long endNanos = timed ? control.ticker.nanos() : startNanos;
            try {
                observed(endNanos);
            } finally {
                control.ended(this, awaited ? report(endNanos) : null);
            }
        }
    }

    private void observed(long endNanos) {
        FlowStatus outcome = status();
        String error = errorType;
        if (error != null && outcome == FlowStatus.ERROR) {
            observation.failed(error);
        }
        observation.ended(outcome, endNanos - startNanos);
    }

    private EndedFlow report(long endNanos) {
        return new EndedFlow(
                request.controlPoint(),
                request.sensitiveLabels(),
                decision,
                status(),
                rejection == null ? httpStatus : 0,
                startNanos,
                workloadStartNanos,
                endNanos);
    }

    /** The duration of a refused flow must not count as the duration of successful work. */
    private FlowStatus status() {
        FlowStatus set = status;
        return set != null ? set : rejection == null ? FlowStatus.OK : FlowStatus.UNSET;
    }

    long startNanos() {
        return startNanos;
    }

    String controlPoint() {
        return request.controlPoint();
    }

    /**
     * A number that is quick to make. The JVM takes longer for the one of a new object than a set
     * takes for the flow.
     */
    @Override
    public int hashCode() {
        return hash;
    }

    /** A flow equals itself only. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    /** Releases the cached values; later look-ups find none. */
    void forgetCached() {
        decision = decision.withoutCached();
    }

    /**
     * Ends the flow as given up, unless it has ended. Its work may still run: a shutdown breaks no
     * call.
     */
    void abandon() {
        abandoned = true;
        cancel();
        close();
    }

    /**
     * The cached result that came along with the decision.
     *
     * @return the lookup; {@link CacheLookup#ABSENT} if the request had no result key
     */
    public CacheLookup resultCache() {
        return decision.cached().result();
    }

    /**
     * Stores the work's result under the request's result key.
     *
     * @param value the result
     * @param timeToLive for how long, positive; an agent keeps nothing longer than 7 days
     * @return the outcome; never completed exceptionally
     * @throws IllegalArgumentException if the time to live is not positive
     * @throws IllegalStateException if the request has no result key
     */
    public CompletableFuture<CacheUpdate> setResultCache(byte[] value, Duration timeToLive) {
        return control.cachePut(resultKey(), value, timeToLive);
    }

    /**
     * Removes the value under the request's result key.
     *
     * @return the outcome; never completed exceptionally
     * @throws IllegalStateException if the request has no result key
     */
    public CompletableFuture<CacheUpdate> deleteResultCache() {
        return control.cacheDelete(resultKey());
    }

    private CacheKey resultKey() {
        CacheKey.Result key = request.resultCacheKey();
        if (key == null) {
            throw new IllegalStateException(FlowTexts.noResultCacheKey(request.controlPoint()));
        }
        return key;
    }

    /**
     * A global cache value that came along with the decision.
     *
     * @param key one of the request's global keys
     * @return the lookup; {@link CacheLookup#ABSENT} if the request did not name the key
     */
    public CacheLookup globalCache(String key) {
        return decision.cached().global(key);
    }

    /**
     * Stores a global cache value.
     *
     * @param key the key, not empty
     * @param value the value
     * @param timeToLive for how long, positive; an agent keeps nothing longer than 7 days
     * @return the outcome; never completed exceptionally
     * @throws IllegalArgumentException if the key is empty or the time to live is not positive
     */
    public CompletableFuture<CacheUpdate> setGlobalCache(
            String key, byte[] value, Duration timeToLive) {
        return control.cachePut(new CacheKey.Global(key), value, timeToLive);
    }

    /**
     * Removes a global cache value.
     *
     * @param key the key, not empty
     * @return the outcome; never completed exceptionally
     * @throws IllegalArgumentException if the key is empty
     */
    public CompletableFuture<CacheUpdate> deleteGlobalCache(String key) {
        return control.cacheDelete(new CacheKey.Global(key));
    }
}
