package io.github.aperturecdi.flow;

import io.github.aperturecdi.FlowRejection;
import io.github.aperturecdi.flow.spi.CacheKey;
import io.github.aperturecdi.flow.spi.EndedFlow;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
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
 * <p>A flow ends exactly once, whoever tries and how often: a second end is a silent no-op. A
 * refused flow has ended before anybody sees it. One that nobody ends is held until the flow
 * control is closed, and counts as active; after ten minutes, or one where there are thousands, it
 * lets go of what the cache had for it, and the log says so once for a control point. Safe for use
 * by several threads.
 */
public final class Flow implements AutoCloseable {

    private static final AtomicIntegerFieldUpdater<Flow> ENDED =
            AtomicIntegerFieldUpdater.newUpdater(Flow.class, "ended");

    private final FlowRequest request;
    private volatile Decision decision;
    private final @Nullable FlowRejection rejection;
    private final boolean shadow;
    private final FlowControl control;
    private final FlowObserver.Observation observation;
    private final long startNanos;
    private final long workloadStartNanos;

    /** 1 once it has ended. A field, and not an object for each flow. */
    private volatile int ended;

    private volatile FlowStatus status;
    private volatile @Nullable String errorType;
    private volatile int httpStatus;

    /** Its work is over, though the stack may have had no room to end it. */
    private volatile boolean over;

    /** Decides whether the flow runs; there is no other place that does. */
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
        this.decision = decision;
        this.startNanos = startNanos;
        this.workloadStartNanos = control.ticker.nanos();
        boolean admitted =
                switch (decision.type()) {
                    case ADMITTED -> true;
                    case REJECTED -> false;
                    case UNREACHABLE -> settings.onUnreachable(request) == OnUnreachable.ADMIT;
                };
        this.rejection = admitted ? null : decision.rejection(request.controlPoint());
        this.shadow = settings.mode() != Mode.ENFORCE;
        // The time of what was refused must never pass for the time of good work.
        this.status = admitted ? FlowStatus.OK : FlowStatus.UNSET;
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
     * @return true when the flow was admitted, when there was no decision and such flows are
     *     admitted, and in {@link Mode#SHADOW}
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
     * Why the work would not run in {@link Mode#ENFORCE}, where it runs because the control point
     * is in {@link Mode#SHADOW}.
     *
     * @return the refusal; empty when nothing would have been refused, and outside of shadow mode
     */
    public Optional<FlowRejection> shadowRejection() {
        return shadow ? Optional.ofNullable(rejection) : Optional.empty();
    }

    /**
     * What the agent said.
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
     * @throws IllegalStateException if the flow was refused
     * @throws Exception what the work throws, unchanged
     */
    public <T> T run(Callable<T> work) throws Exception {
        try {
            return call(work);
        } finally {
            close();
        }
    }

    /**
     * Runs the part of the work that is on this thread, as {@link #current()}, and leaves the flow
     * open; a failure ends it. For work that goes on after it returns.
     *
     * @param work the work
     * @param <T> what it returns
     * @return what the work returns
     * @throws IllegalStateException if the flow was refused
     * @throws Exception what the work throws, unchanged
     */
    public <T> T call(Callable<T> work) throws Exception {
        if (!shouldRun()) {
            throw new IllegalStateException(FlowTexts.refused(request.controlPoint()));
        }
        Flow outer = CurrentFlow.enter(this);
        try {
            return work.call();
        } catch (Throwable t) {
            fail(t);
            close();
            throw t;
        } finally {
            CurrentFlow.leave(outer);
        }
    }

    /**
     * Notes that the work failed. The flow is ended by {@link #close()} as ever. Observers, and so
     * flight recordings and the caller's span, get the name of the failure's class; its message
     * stays here.
     *
     * @param failure what went wrong
     */
    public void fail(Throwable failure) {
        status = FlowStatus.ERROR;
        // The failure itself may hold a request's objects.
        errorType = failure.getClass().getName();
    }

    /** Notes that the work was given up: its time says nothing about the service. */
    public void cancel() {
        status = FlowStatus.UNSET;
    }

    /**
     * Notes the HTTP status that the work answers with. Agents take 1xx to 3xx for success,
     * whatever else is said, so they do not hear of it for a flow that would have been refused.
     *
     * @param status the status
     */
    public void httpStatus(int status) {
        httpStatus = status;
    }

    /**
     * Notes the HTTP status that the work was seen to answer with, unless the work has noted one
     * itself. 400 and more is a failure, as it is for agents where a proxy reports the calls.
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
        } else if (this.status == FlowStatus.OK) {
            // Agents would take a failed or cancelled flow with such a status for good work.
            httpStatus = status;
        }
    }

    /**
     * Ends the flow, without waiting for its agent to hear of it. Where the stack of this thread
     * has no room for that, the next flow that starts or ends does it.
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
            // Before the control knows: a shutdown waits for it, and then closes the observers.
            observed();
            control.ended(
                    this,
                    new EndedFlow(
                            request.controlPoint(),
                            request.sensitiveLabels(),
                            decision,
                            status,
                            rejection == null ? httpStatus : 0,
                            startNanos,
                            workloadStartNanos,
                            control.ticker.nanos()));
        }
    }

    private void observed() {
        String error = errorType;
        if (error != null && status == FlowStatus.ERROR) {
            observation.failed(error);
        }
        observation.ended(status, control.ticker.nanos() - startNanos);
    }

    long startNanos() {
        return startNanos;
    }

    String controlPoint() {
        return request.controlPoint();
    }

    /** From now on, the cache had nothing. */
    void forgetCached() {
        decision = decision.withoutCached();
    }

    /** Ends the flow as one whose work is given up, unless it has ended. */
    void abandon() {
        cancel();
        close();
    }

    /**
     * The cached result that came along with the decision.
     *
     * @return the lookup; {@link CacheLookup#ABSENT} when the request had no result key
     */
    public CacheLookup resultCache() {
        return decision.cached().result();
    }

    /**
     * Stores the work's result under the request's result key.
     *
     * @param value the result
     * @param timeToLive for how long, positive; an agent keeps nothing longer than 7 days
     * @return what became of it; never completed exceptionally
     * @throws IllegalArgumentException if the time to live is not positive
     * @throws IllegalStateException if the request has no result key
     */
    public CompletableFuture<CacheUpdate> setResultCache(byte[] value, Duration timeToLive) {
        return control.cachePut(resultKey(), value, timeToLive);
    }

    /**
     * Removes what is stored under the request's result key.
     *
     * @return what became of it; never completed exceptionally
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
     * @return the lookup; {@link CacheLookup#ABSENT} when the request did not name the key
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
     * @return what became of it; never completed exceptionally
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
     * @return what became of it; never completed exceptionally
     * @throws IllegalArgumentException if the key is empty
     */
    public CompletableFuture<CacheUpdate> deleteGlobalCache(String key) {
        return control.cacheDelete(new CacheKey.Global(key));
    }
}
