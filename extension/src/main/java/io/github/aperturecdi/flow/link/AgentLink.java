package io.github.aperturecdi.flow.link;

import io.github.aperturecdi.flow.Agent;
import io.github.aperturecdi.flow.CacheKey;
import io.github.aperturecdi.flow.CacheLookup;
import io.github.aperturecdi.flow.CacheUpdate;
import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.EndedFlow;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.Messages;
import io.github.aperturecdi.proto.check.v1.CacheDeleteResponse;
import io.github.aperturecdi.proto.check.v1.CacheLookupResponse;
import io.github.aperturecdi.proto.check.v1.CacheUpsertResponse;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.FlowControlServiceGrpc;
import io.github.aperturecdi.proto.check.v1.FlowControlServiceGrpc.FlowControlServiceBlockingStub;
import io.github.aperturecdi.proto.check.v1.FlowControlServiceGrpc.FlowControlServiceStub;
import io.github.aperturecdi.proto.otlp.collector.trace.v1.TraceServiceGrpc;
import io.github.aperturecdi.proto.otlp.collector.trace.v1.TraceServiceGrpc.TraceServiceStub;
import io.grpc.ConnectivityState;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.AbstractStub;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An agent on the other side of a gRPC channel.
 *
 * <p>Every call has a deadline. Opening the link begins to connect and waits for nothing, so that
 * the first check does not pay for the handshake. A check runs in the caller's gRPC context: its
 * deadline and its cancellation are the check's. Everything else is in no context, on the link's
 * own thread.
 */
public final class AgentLink implements Agent {

    private static final System.Logger LOG = System.getLogger(AgentLink.class.getName());

    /**
     * Ends, spans and cache operations are off the caller's time, so they may take longer than a
     * decision.
     */
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);

    /** For each of the steps of closing. */
    private static final long CLOSE_NANOS = Duration.ofSeconds(2).toNanos();

    private static final int FAILURES_TO_OPEN = 5;

    /** Also for gRPC's own back-off, which would grow to two minutes. */
    private static final long PROBE_NANOS = Duration.ofSeconds(1).toNanos();

    private final AgentEndpoint endpoint;
    private final ManagedChannel channel;
    private final FlowControlServiceBlockingStub blocking;
    private final FlowControlServiceStub async;
    private final TraceServiceStub traces;
    private final LinkThread thread = new LinkThread();
    private final Spans spans;
    private final FlowEnds ends;
    private final Breaker breaker = new Breaker(System::nanoTime, FAILURES_TO_OPEN, PROBE_NANOS);
    private final AtomicLong nextReconnect = new AtomicLong(System.nanoTime());

    private AgentLink(AgentEndpoint endpoint, ManagedChannel channel) {
        this.endpoint = endpoint;
        this.channel = channel;
        blocking = FlowControlServiceGrpc.newBlockingStub(channel);
        async = FlowControlServiceGrpc.newStub(channel);
        traces = TraceServiceGrpc.newStub(channel);
        spans =
                new Spans(
                        (batch, reply) -> within(traces, CALL_TIMEOUT).export(batch, reply),
                        thread);
        ends =
                new FlowEnds(
                        (request, reply) -> within(async, CALL_TIMEOUT).flowEnd(request, reply),
                        thread,
                        endpoint.coalesceEnds(),
                        spans::add);
    }

    /**
     * Opens a link and begins to connect.
     *
     * @param endpoint where the agent is
     * @return the link; it is closed by whoever opened it
     * @throws IllegalArgumentException if a certificate or key cannot be used; the message says
     *     which file and why
     */
    public static AgentLink open(AgentEndpoint endpoint) {
        return new AgentLink(endpoint, Channels.open(endpoint));
    }

    /**
     * Checks that a link can be opened, as far as that can be known without the agent. Opens
     * nothing.
     *
     * @param endpoint where the agent is
     * @throws IllegalArgumentException if a certificate or key cannot be used; the message says
     *     which file and why
     */
    public static void check(AgentEndpoint endpoint) {
        Channels.credentials(endpoint.security());
    }

    @Override
    public Decision check(FlowRequest request, Duration timeout) {
        if (!breaker.allows()) {
            return Decision.unreachable();
        }
        try {
            return decided(within(blocking, timeout).check(Wire.checkRequest(request)));
        } catch (RuntimeException e) {
            return unreachable(e);
        } catch (Error e) {
            breaker.learnedNothing();
            throw e;
        }
    }

    @Override
    public CompletableFuture<Decision> checkAsync(FlowRequest request, Duration timeout) {
        if (!breaker.allows()) {
            return CompletableFuture.completedFuture(Decision.unreachable());
        }
        CompletableFuture<Decision> decision = new CompletableFuture<>();
        Unary<CheckResponse> reply =
                new Unary<>(
                        response -> decision.complete(decidedOrNot(response)),
                        failure -> decision.complete(unreachable(failure)));
        // A context of its own that ends with the caller's, so that either can cancel the call.
        Context.CancellableContext call = Context.current().withCancellation();
        decision.whenComplete((made, cancelled) -> call.cancel(cancelled));
        try {
            call.run(() -> within(async, timeout).check(Wire.checkRequest(request), reply));
        } catch (RuntimeException e) {
            reply.onError(e);
        }
        return decision;
    }

    @Override
    public boolean waits() {
        return true;
    }

    private static <S extends AbstractStub<S>> S within(S stub, Duration timeout) {
        return stub.withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    private Decision decidedOrNot(CheckResponse response) {
        try {
            return decided(response);
        } catch (RuntimeException e) {
            return unreachable(e);
        }
    }

    private Decision decided(CheckResponse response) {
        Decision decision = Wire.decision(response);
        if (breaker.succeeded()) {
            LOG.log(System.Logger.Level.INFO, Messages.agentBack(endpoint.address()));
        }
        return decision;
    }

    /**
     * The one place where a failure of the transport, or a reply that is none, becomes a decision.
     */
    private Decision unreachable(Throwable failure) {
        Status status = Status.fromThrowable(failure);
        switch (status.getCode()) {
            // The caller gave up, or asked too much: no fault of the agent's.
            case CANCELLED, RESOURCE_EXHAUSTED -> breaker.learnedNothing();
            default -> {
                reconnect();
                if (breaker.failed()) {
                    String cause =
                            status.getCode() == Status.Code.UNKNOWN
                                    ? failure.toString()
                                    : status.getCode().name();
                    LOG.log(
                            System.Logger.Level.WARNING,
                            Messages.agentLost(endpoint.address(), cause));
                }
            }
        }
        return Decision.unreachable();
    }

    @Override
    public void end(EndedFlow flow) {
        if (flow.decision().inflight().isEmpty()) {
            spans.add(flow, true);
        } else {
            ends.add(flow);
        }
    }

    /**
     * Spans that the agent never got: pushed out of a full buffer, or lost with a failed export.
     *
     * @return the number since the link was opened
     */
    public long droppedSpans() {
        return spans.dropped();
    }

    @Override
    public CompletableFuture<CacheLookup> cacheGet(CacheKey key) {
        CompletableFuture<CacheLookup> lookup = new CompletableFuture<>();
        Unary<CacheLookupResponse> reply =
                new Unary<>(
                        response -> lookup.complete(CacheWire.lookup(response, key)),
                        failure -> lookup.complete(CacheLookup.ABSENT));
        send(
                reply,
                () -> within(async, CALL_TIMEOUT).cacheLookup(CacheWire.lookupRequest(key), reply));
        return lookup;
    }

    @Override
    public CompletableFuture<CacheUpdate> cachePut(CacheKey key, byte[] value, Duration ttl) {
        CompletableFuture<CacheUpdate> update = new CompletableFuture<>();
        Unary<CacheUpsertResponse> reply =
                new Unary<>(
                        response -> update.complete(CacheWire.update(response, key)),
                        failure -> update.complete(noAnswer(failure)));
        send(
                reply,
                () ->
                        within(async, CALL_TIMEOUT)
                                .cacheUpsert(CacheWire.upsertRequest(key, value, ttl), reply));
        return update;
    }

    @Override
    public CompletableFuture<CacheUpdate> cacheDelete(CacheKey key) {
        CompletableFuture<CacheUpdate> update = new CompletableFuture<>();
        Unary<CacheDeleteResponse> reply =
                new Unary<>(
                        response -> update.complete(CacheWire.update(response, key)),
                        failure -> update.complete(noAnswer(failure)));
        send(
                reply,
                () -> within(async, CALL_TIMEOUT).cacheDelete(CacheWire.deleteRequest(key), reply));
        return update;
    }

    private static CacheUpdate noAnswer(Throwable failure) {
        return CacheUpdate.absent(Status.fromThrowable(failure).getCode().name());
    }

    /** Not in the caller's gRPC context: its cancellation must not take the call with it. */
    private static void send(Unary<?> reply, Runnable call) {
        try {
            Context.ROOT.run(call);
        } catch (RuntimeException e) {
            reply.onError(e);
        }
    }

    @Override
    public boolean connected() {
        boolean ready = channel.getState(true) == ConnectivityState.READY;
        if (!ready) {
            reconnect();
        }
        return ready;
    }

    /** Cuts gRPC's back-off short, at most once in {@link #PROBE_NANOS}. */
    private void reconnect() {
        long now = System.nanoTime();
        long next = nextReconnect.get();
        if (now - next >= 0 && nextReconnect.compareAndSet(next, now + PROBE_NANOS)) {
            channel.resetConnectBackoff();
        }
    }

    @Override
    public void close() {
        try {
            ends.awaitIdle(CLOSE_NANOS);
            spans.flush(CLOSE_NANOS);
            channel.shutdownNow();
            channel.awaitTermination(CLOSE_NANOS, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            channel.shutdownNow();
            thread.close();
        }
    }

    @Override
    public String toString() {
        return "AgentLink[" + endpoint + "]";
    }
}
