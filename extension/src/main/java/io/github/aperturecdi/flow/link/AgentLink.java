package io.github.aperturecdi.flow.link;

import io.github.aperturecdi.flow.Agent;
import io.github.aperturecdi.flow.CacheKey;
import io.github.aperturecdi.flow.CacheLookup;
import io.github.aperturecdi.flow.CacheUpdate;
import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.EndedFlow;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.InflightToken;
import io.github.aperturecdi.flow.Messages;
import io.github.aperturecdi.proto.check.v1.CacheDeleteResponse;
import io.github.aperturecdi.proto.check.v1.CacheLookupResponse;
import io.github.aperturecdi.proto.check.v1.CacheUpsertResponse;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.FlowControlServiceGrpc;
import io.github.aperturecdi.proto.check.v1.FlowControlServiceGrpc.FlowControlServiceBlockingStub;
import io.github.aperturecdi.proto.check.v1.FlowControlServiceGrpc.FlowControlServiceStub;
import io.github.aperturecdi.proto.check.v1.FlowEndResponse;
import io.grpc.ChannelCredentials;
import io.grpc.ConnectivityState;
import io.grpc.Context;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.TlsChannelCredentials;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An agent on the other side of a gRPC channel.
 *
 * <p>Every call has a deadline. Opening the link begins to connect and waits for nothing, so that
 * the first check does not pay for the handshake.
 */
public final class AgentLink implements Agent {

    private static final System.Logger LOG = System.getLogger(AgentLink.class.getName());

    private static final Metadata.Key<String> API_KEY =
            Metadata.Key.of("x-api-key", Metadata.ASCII_STRING_MARSHALLER);

    /** An end is off the caller's time, so it may take longer than a decision. */
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);

    /** Past this many unanswered ends the next one is left to the agent's max_inflight_duration. */
    private static final int MAX_ENDS_UNDER_WAY = 10_000;

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    /**
     * gRPC backs off for up to two minutes; an agent that is back should be found within about a
     * second.
     */
    private static final long RECONNECT_NANOS = Duration.ofSeconds(1).toNanos();

    private final AgentEndpoint endpoint;
    private final ManagedChannel channel;
    private final FlowControlServiceBlockingStub blocking;
    private final FlowControlServiceStub async;
    private final Semaphore endPermits = new Semaphore(MAX_ENDS_UNDER_WAY);
    private final AtomicBoolean lost = new AtomicBoolean();
    private final AtomicLong nextReconnect = new AtomicLong(System.nanoTime());

    private AgentLink(AgentEndpoint endpoint, ManagedChannel channel) {
        this.endpoint = endpoint;
        this.channel = channel;
        Metadata headers = new Metadata();
        if (endpoint.apiKey() != null) {
            headers.put(API_KEY, endpoint.apiKey());
        }
        var withHeaders = MetadataUtils.newAttachHeadersInterceptor(headers);
        blocking = FlowControlServiceGrpc.newBlockingStub(channel).withInterceptors(withHeaders);
        async = FlowControlServiceGrpc.newStub(channel).withInterceptors(withHeaders);
    }

    /**
     * Opens a link and begins to connect.
     *
     * @param endpoint where the agent is
     * @return the link; it is closed by whoever opened it
     */
    public static AgentLink open(AgentEndpoint endpoint) {
        ChannelCredentials credentials =
                endpoint.insecure()
                        ? InsecureChannelCredentials.create()
                        : TlsChannelCredentials.create();
        ManagedChannel channel =
                Grpc.newChannelBuilder("dns:///" + endpoint.address(), credentials).build();
        channel.getState(true);
        return new AgentLink(endpoint, channel);
    }

    @Override
    public Decision check(FlowRequest request, Duration timeout) {
        try {
            return decided(within(blocking, timeout).check(Wire.checkRequest(request)));
        } catch (RuntimeException e) {
            return unreachable(e);
        }
    }

    @Override
    public CompletableFuture<Decision> checkAsync(FlowRequest request, Duration timeout) {
        CompletableFuture<Decision> decision = new CompletableFuture<>();
        Unary<CheckResponse> reply =
                new Unary<>(
                        response -> decision.complete(decided(response)),
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

    private Decision decided(CheckResponse response) {
        Decision decision = Wire.decision(response);
        if (lost.get() && lost.compareAndSet(true, false)) {
            LOG.log(System.Logger.Level.INFO, Messages.agentBack(endpoint.address()));
        }
        return decision;
    }

    /**
     * The one place where a failure of the transport, or a reply that is none, becomes a decision.
     */
    private Decision unreachable(Throwable failure) {
        reconnect();
        if (lost.compareAndSet(false, true)) {
            Status status = Status.fromThrowable(failure);
            String cause =
                    status.getCode() == Status.Code.UNKNOWN
                            ? failure.toString()
                            : status.getCode().name();
            LOG.log(System.Logger.Level.WARNING, Messages.agentLost(endpoint.address(), cause));
        }
        return Decision.unreachable();
    }

    @Override
    public void end(EndedFlow flow) {
        List<InflightToken> tokens = flow.decision().inflight();
        if (tokens.isEmpty() || !endPermits.tryAcquire()) {
            return;
        }
        Unary<FlowEndResponse> reply =
                new Unary<>(response -> endPermits.release(), failure -> endPermits.release());
        send(
                reply,
                () ->
                        within(async, CALL_TIMEOUT)
                                .flowEnd(
                                        Wire.flowEndRequest(flow.request().controlPoint(), tokens),
                                        reply));
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

    /** Cuts gRPC's back-off short, at most once in {@link #RECONNECT_NANOS}. */
    private void reconnect() {
        long now = System.nanoTime();
        long next = nextReconnect.get();
        if (now - next >= 0 && nextReconnect.compareAndSet(next, now + RECONNECT_NANOS)) {
            channel.resetConnectBackoff();
        }
    }

    @Override
    public void close() {
        try {
            // All permits: every end is answered, and no new one begins.
            endPermits.tryAcquire(
                    MAX_ENDS_UNDER_WAY, CLOSE_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
            channel.shutdownNow();
            channel.awaitTermination(CLOSE_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            channel.shutdownNow();
        }
    }

    @Override
    public String toString() {
        return "AgentLink[" + endpoint + "]";
    }
}
