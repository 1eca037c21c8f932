package io.github.aperturecdi.flow.link;

import io.github.aperturecdi.flow.Agent;
import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.InflightToken;
import io.github.aperturecdi.flow.Messages;
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
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
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
    private static final Duration END_TIMEOUT = Duration.ofSeconds(5);

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
    private final FlowControlServiceBlockingStub decisions;
    private final FlowControlServiceStub ends;
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
        decisions = FlowControlServiceGrpc.newBlockingStub(channel).withInterceptors(withHeaders);
        ends = FlowControlServiceGrpc.newStub(channel).withInterceptors(withHeaders);
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
        Decision decision;
        try {
            decision =
                    Wire.decision(
                            decisions
                                    .withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS)
                                    .check(Wire.checkRequest(request)));
        } catch (RuntimeException e) {
            return unreachable(e);
        }
        if (lost.get() && lost.compareAndSet(true, false)) {
            LOG.log(System.Logger.Level.INFO, Messages.agentBack(endpoint.address()));
        }
        return decision;
    }

    /**
     * The one place where a failure of the transport, or a reply that is none, becomes a decision.
     */
    private Decision unreachable(RuntimeException failure) {
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
    public void end(String controlPoint, List<InflightToken> tokens) {
        if (!endPermits.tryAcquire()) {
            return;
        }
        try {
            // Not in the caller's gRPC context: its cancellation must not take the end with it.
            Context.ROOT.run(
                    () ->
                            ends.withDeadlineAfter(END_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS)
                                    .flowEnd(
                                            Wire.flowEndRequest(controlPoint, tokens),
                                            endObserver()));
        } catch (RuntimeException e) {
            endPermits.release();
            LOG.log(System.Logger.Level.DEBUG, "an end could not be sent", e);
        }
    }

    private StreamObserver<FlowEndResponse> endObserver() {
        return new StreamObserver<>() {
            @Override
            public void onNext(FlowEndResponse response) {}

            @Override
            public void onError(Throwable failure) {
                endPermits.release();
            }

            @Override
            public void onCompleted() {
                endPermits.release();
            }
        };
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
