package io.github.aperturecdi.embedded;

import io.github.aperturecdi.embedded.internal.engine.Answer;
import io.github.aperturecdi.embedded.internal.engine.Engine;
import io.github.aperturecdi.embedded.internal.engine.FlowCheck;
import io.github.aperturecdi.embedded.internal.engine.LimiterId;
import io.github.aperturecdi.embedded.internal.engine.Outcome;
import io.github.aperturecdi.embedded.internal.engine.WaitingFlow;
import io.github.aperturecdi.embedded.internal.policy.LivePolicies;
import io.github.aperturecdi.flow.CacheLookup;
import io.github.aperturecdi.flow.CacheUpdate;
import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.PolicyStatus;
import io.github.aperturecdi.flow.spi.Agent;
import io.github.aperturecdi.flow.spi.CacheKey;
import io.github.aperturecdi.flow.spi.EndedFlow;
import io.github.aperturecdi.flow.spi.InflightToken;
import io.grpc.Context;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * An agent that asks an engine directly, on the caller's thread. While a flow waits at a scheduler,
 * {@link #check} parks its thread, and {@link #checkAsync} parks none. As in Aperture's agent, the
 * cache is looked up only for admitted flows: a flow with a cached result counts like any other,
 * except at quota schedulers.
 */
final class EmbeddedAgent implements Agent {

    private static final CacheUpdate CLOSED = CacheUpdate.absent("the embedded agent is closed");

    private final Engine engine;
    private final @Nullable LivePolicies live;
    private final Set<WaitingFlow> waiting = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    EmbeddedAgent(Engine engine) {
        this(engine, null);
    }

    /**
     * @param live the engine's policies, which the agent closes; null for policies that do not
     *     change
     */
    EmbeddedAgent(Engine engine, @Nullable LivePolicies live) {
        this.engine = engine;
        this.live = live;
    }

    @Override
    public List<PolicyStatus> policies() {
        return live == null
                ? List.of()
                : live.inForce().stream()
                        .map(
                                each ->
                                        new PolicyStatus(
                                                each.policy().name(),
                                                each.policy().hash(),
                                                each.policy().file(),
                                                each.since()))
                        .toList();
    }

    @Override
    public Decision check(FlowRequest request, Duration timeout) {
        if (closed) {
            return Decision.unreachable();
        }
        if (!request.rampMode()
                && request.resultCacheKey() == null
                && request.globalCacheKeys().isEmpty()
                && engine.admits(request.controlPoint(), request.labels())) {
            return Decision.admitted();
        }
        Context caller = Callers.current();
        Answer answer = engine.ask(question(request, timeout));
        return answer instanceof Outcome outcome
                ? Decisions.of(outcome, engine)
                : await((WaitingFlow) answer, caller, timeout);
    }

    private FlowCheck question(FlowRequest request, Duration timeout) {
        return new FlowCheck(
                request.controlPoint(),
                request.labels(),
                request.rampMode(),
                engine.mayWait() || engine.isFaithful()
                        ? Callers.nanosLeft(timeout)
                        : FlowCheck.NO_TIMEOUT,
                request.resultCacheKey(),
                // Copying an empty set allocates.
                request.globalCacheKeys().isEmpty()
                        ? List.of()
                        : List.copyOf(request.globalCacheKeys()));
    }

    private Decision await(WaitingFlow flow, @Nullable Context caller, Duration timeout) {
        Runnable forget = waits(flow, caller);
        try {
            return decided(outcome(flow, timeout));
        } catch (InterruptedException e) {
            // The thread is interrupted, so its caller has given up.
            Thread.currentThread().interrupt();
            flow.stopAskingIn(Callers.nanos(timeout));
            return flow.cancel(false) || flow.isCancelled() ? gone() : decided(flow.join());
        } catch (CancellationException e) {
            return gone();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            forget.run();
        }
    }

    /**
     * Waits for a flow. When the time is over, limiters decide without an answer of the store, and
     * schedulers refuse the flow. That does not depend on the engine's timer, which a callback of
     * another flow may hold up. The deadline of the caller does not count here: a caller that gives
     * up is refused.
     */
    private static Outcome outcome(WaitingFlow flow, Duration timeout)
            throws InterruptedException, ExecutionException {
        try {
            return flow.get(Callers.nanos(timeout), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            flow.stopAsking();
            Outcome outcome = flow.atOnce();
            // A flow that was cancelled gives its tokens back.
            return flow.complete(outcome) ? outcome : flow.get();
        }
    }

    /**
     * The decision about a flow that has waited. Flows that leave their queues at the close make
     * room for the next ones, which do not get it.
     */
    private Decision decided(Outcome outcome) {
        if (closed) {
            engine.giveBack(outcome);
            return Decision.unreachable();
        }
        return Decisions.of(outcome, engine);
    }

    /**
     * Registers a waiting flow. Until it is decided, closing the agent or cancelling the gRPC call
     * ends its wait.
     */
    private Runnable waits(WaitingFlow flow, @Nullable Context caller) {
        waiting.add(flow);
        Runnable forget = Callers.onGone(caller, () -> flow.cancel(false));
        // This thread adds the flow before it reads the flag, and close() sets the flag before
        // it reads the flows. At least one of them sees the other's change.
        if (closed) {
            flow.cancel(false);
        }
        return () -> {
            waiting.remove(flow);
            forget.run();
        };
    }

    private Decision gone() {
        return closed ? Decision.unreachable() : Decision.callerGone();
    }

    @Override
    public CompletableFuture<Decision> checkAsync(FlowRequest request, Duration timeout) {
        if (closed) {
            return CompletableFuture.completedFuture(Decision.unreachable());
        }
        Context caller = Callers.current();
        Answer answer = engine.ask(question(request, timeout));
        if (answer instanceof Outcome outcome) {
            return CompletableFuture.completedFuture(Decisions.of(outcome, engine));
        }
        WaitingFlow flow = (WaitingFlow) answer;
        CompletableFuture<Decision> decision = new CompletableFuture<>();
        Runnable forget = waits(flow, caller);
        flow.stopAskingIn(Callers.nanos(timeout));
        flow.whenComplete(
                (outcome, cancelled) -> {
                    forget.run();
                    boolean told = decision.complete(cancelled == null ? decided(outcome) : gone());
                    if (!told && cancelled == null) {
                        engine.giveBack(outcome);
                    }
                });
        decision.whenComplete(
                (made, cancelled) -> {
                    if (cancelled != null) {
                        flow.cancel(false);
                    }
                });
        return decision;
    }

    @Override
    public boolean blocks() {
        return engine.mayWait();
    }

    @Override
    public boolean blocks(String controlPoint) {
        return engine.mayWait(controlPoint);
    }

    @Override
    public Set<String> tokenKeys() {
        return engine.tokenKeys();
    }

    @Override
    public void end(EndedFlow flow) {
        for (InflightToken token : flow.decision().inflight()) {
            engine.endAnywhere(
                    new LimiterId(token.policyName(), token.policyHash(), token.componentId()),
                    token.label(),
                    token.requestId());
        }
    }

    @Override
    public CompletableFuture<CacheLookup> cacheGet(CacheKey key) {
        return closed
                ? CompletableFuture.completedFuture(CacheLookup.ABSENT)
                : engine.cache().get(key);
    }

    @Override
    public CompletableFuture<CacheUpdate> cachePut(
            CacheKey key, byte[] value, Duration timeToLive) {
        return closed
                ? CompletableFuture.completedFuture(CLOSED)
                : engine.cache().put(key, value.clone(), timeToLive);
    }

    @Override
    public CompletableFuture<CacheUpdate> cacheDelete(CacheKey key) {
        return closed ? CompletableFuture.completedFuture(CLOSED) : engine.cache().delete(key);
    }

    @Override
    public boolean connected() {
        return !closed && !engine.isRefusing();
    }

    @Override
    public @Nullable String store() {
        return engine.store();
    }

    @Override
    public long countedTogether() {
        return engine.countedTogether();
    }

    @Override
    public void close() {
        if (live != null) {
            live.close();
        }
        closed = true;
        waiting.forEach(flow -> flow.cancel(false));
        engine.close();
    }
}
