package io.github.aperturecdi.flow.link;

import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.flow.CacheLookup;
import io.github.aperturecdi.flow.CacheUpdate;
import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.spi.Agent;
import io.github.aperturecdi.flow.spi.CacheKey;
import io.github.aperturecdi.flow.spi.EndedFlow;
import io.github.aperturecdi.flow.spi.Ticker;
import io.github.aperturecdi.proto.check.v1.FlowControlServiceGrpc;
import io.github.aperturecdi.proto.check.v1.FlowControlServiceGrpc.FlowControlServiceStub;
import io.github.aperturecdi.proto.check.v1.FlowEndRequest;
import io.github.aperturecdi.proto.check.v1.FlowEndResponse;
import io.github.aperturecdi.proto.otlp.collector.trace.v1.TraceServiceGrpc;
import io.github.aperturecdi.proto.otlp.collector.trace.v1.TraceServiceGrpc.TraceServiceStub;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.AbstractStub;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * An agent on the other side of a gRPC channel: {@link CheckClient} ask it, {@link FlowEnds} give
 * back, {@link SpanExport} reports, {@link CacheClient} are its cache.
 *
 * <p>Every call has a deadline. Opening the link begins to connect and waits for nothing, so that
 * the first check does not pay for the handshake; {@link MessageKinds} and {@link WarmUp} go its
 * way before it.
 */
public final class AgentLink implements Agent {

    private static final System.Logger LOG = System.getLogger(AgentLink.class.getName());

    /** For what is off the caller's time, and so may take longer than a decision. */
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);

    /** How long a close waits: for checks, ends, spans and the connection, one after the other. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    /** How long it waits for a connection that is not there, and that nobody knows to be lost. */
    private static final Duration CONNECT_PATIENCE = Duration.ofMillis(250);

    private final AgentEndpoint endpoint;
    private final AgentChannel channel;
    private final Breaker breaker;
    private final Duration closeTimeout;
    private final FlowControlServiceStub async;
    private final CheckClient checks;
    private final ScheduledExecutorService timer;
    private final CacheClient caches;
    private final FlowEnds ends;
    private final Served flowEnd;
    private final SpanExport spans;
    private final HealthProbe probe;
    private volatile boolean closing;

    private AgentLink(
            AgentEndpoint endpoint, Breaker breaker, Duration closeTimeout, Ticker ticker) {
        this.endpoint = endpoint;
        this.breaker = breaker;
        this.closeTimeout = closeTimeout;
        channel = new AgentChannel(endpoint, ticker);
        tryMessages();
        timer = LinkTimer.start();
        async = FlowControlServiceGrpc.newStub(channel.channel());
        TraceServiceStub traces = TraceServiceGrpc.newStub(channel.channel());
        Served.Connection connection =
                new Served.Connection(channel::connections, ticker, this::refused);
        spans = new SpanExport(new ExportCalls(() -> report(traces), connection), ticker);
        flowEnd = new Served("FlowEnd", connection, this::knockAtFlowEnd);
        ends = new FlowEnds(this::send, spans::add, endpoint.coalesceEnds());
        checks =
                new CheckClient(
                        channel.channel(),
                        new Liveness(endpoint.address(), channel, breaker, ticker),
                        timer,
                        this::end,
                        ticker);
        caches = new CacheClient(() -> within(CALL_TIMEOUT, async), breaker::isOpen, connection);
        probe = new HealthProbe(checks::checkAsync, this::end, ticker);
        WarmUp.begin(channel.channel(), CALL_TIMEOUT);
    }

    /** While the channel connects. */
    private void tryMessages() {
        try {
            MessageKinds.tryAll();
        } catch (IllegalStateException e) {
            step(() -> channel.close(CONNECT_PATIENCE));
            throw e;
        }
    }

    /**
     * Opens a link and begins to connect.
     *
     * @param endpoint where the agent is
     * @return the link; it is closed by whoever opened it
     * @throws IllegalStateException if the application's protobuf or gRPC cannot run the messages:
     *     no agent could ever be asked
     */
    public static AgentLink open(AgentEndpoint endpoint) {
        return open(endpoint, new Breaker());
    }

    static AgentLink open(AgentEndpoint endpoint, Breaker breaker) {
        return open(endpoint, breaker, CLOSE_TIMEOUT);
    }

    static AgentLink open(AgentEndpoint endpoint, Breaker breaker, Duration closeTimeout) {
        return new AgentLink(endpoint, breaker, closeTimeout, Ticker.SYSTEM);
    }

    private static <S extends AbstractStub<S>> S within(Duration timeout, S stub) {
        return stub.withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * For ends and spans, which no caller waits for: they sit out a short absence of the agent, but
     * none that a close would have to sit out.
     */
    private <S extends AbstractStub<S>> S report(S stub) {
        if (closing) {
            return within(CALL_TIMEOUT, stub);
        }
        channel.connected();
        return within(CALL_TIMEOUT, stub).withWaitForReady();
    }

    @Override
    public Decision check(FlowRequest request, Duration timeout) {
        Decision decision = checks.check(request, timeout);
        noted(request, decision);
        return decision;
    }

    @Override
    public CompletableFuture<Decision> checkAsync(FlowRequest request, Duration timeout) {
        CompletableFuture<Decision> decision = checks.checkAsync(request, timeout);
        decision.thenAccept(made -> noted(request, made));
        return decision;
    }

    private void noted(FlowRequest request, Decision made) {
        if (made.type() == Decision.Type.UNREACHABLE || made.reason() == RejectReason.CALLER_GONE) {
            probe.unanswered(request.controlPoint());
        }
    }

    @Override
    public boolean blocks() {
        return true;
    }

    @Override
    public void end(EndedFlow flow) {
        if (flow.decision().inflight().isEmpty()) {
            spans.add(flow, true);
        } else {
            ends.end(flow);
        }
    }

    private void send(FlowEndRequest request, Consumer<ReturnedTokens> answer) {
        UnaryReply<FlowEndResponse> reply =
                UnaryReply.telling(
                        flowEnd::outcome,
                        response -> answer.accept(ReturnedTokens.of(response)),
                        failure -> answer.accept(ReturnedTokens.NOTHING));
        flowEnd.call(
                request.getSerializedSize(),
                () -> flowEnd(request, reply),
                () -> answer.accept(ReturnedTokens.NOTHING));
    }

    private void knockAtFlowEnd(Consumer<Status.Code> told) {
        flowEnd(FlowEndRequest.getDefaultInstance(), UnaryReply.outcome(told));
    }

    /** Not in the caller's gRPC context: its cancellation must not take the call with it. */
    private void flowEnd(FlowEndRequest request, UnaryReply<FlowEndResponse> reply) {
        Context.ROOT.run(() -> report(async).flowEnd(request, reply));
    }

    private void refused(String method, Status.Code code) {
        LOG.log(
                System.Logger.Level.WARNING,
                LinkTexts.refused(endpoint.address(), method, code.name()));
    }

    @Override
    public CompletableFuture<CacheLookup> cacheGet(CacheKey key) {
        return caches.get(key);
    }

    @Override
    public CompletableFuture<CacheUpdate> cachePut(CacheKey key, byte[] value, Duration ttl) {
        return caches.put(key, value, ttl);
    }

    @Override
    public CompletableFuture<CacheUpdate> cacheDelete(CacheKey key) {
        return caches.delete(key);
    }

    /** Once it is lost it takes an answer, which a look asks for itself: no call may come. */
    @Override
    public boolean connected() {
        boolean connected = channel.connected();
        if (!breaker.isOpen()) {
            return connected;
        }
        if (connected && !closing) {
            probe.ask();
        }
        return false;
    }

    @Override
    public String address() {
        return endpoint.address();
    }

    /**
     * How many ended flows the agent did not get to hear of by their span, because it did not take
     * them or there were too many at once.
     *
     * @return the number since the link was opened
     */
    @Override
    public long droppedTelemetry() {
        return spans.dropped();
    }

    @Override
    public long pendingEnds() {
        return ends.pending();
    }

    /**
     * Questions first, then flows, then their spans, then the connection: each needs what comes
     * after it. An agent that is known to be lost is not waited for.
     */
    @Override
    public void close() {
        closing = true;
        step(() -> checks.close(closeTimeout));
        step(() -> ends.close(patience()));
        step(() -> spans.close(patience()));
        step(() -> channel.close(channel.ready() ? closeTimeout : CONNECT_PATIENCE));
        timer.shutdownNow();
    }

    /** An open breaker alone does not prove it lost: only a check closes it, and none may come. */
    private Duration patience() {
        if (channel.ready()) {
            return breaker.isOpen() ? closeTimeout.dividedBy(8) : closeTimeout;
        }
        return breaker.isOpen() || channel.lost() ? Duration.ZERO : CONNECT_PATIENCE;
    }

    /** Interrupted, it waits no longer, but leaves nothing out. */
    private static void step(Step step) {
        try {
            step.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @FunctionalInterface
    private interface Step {
        void run() throws InterruptedException;
    }

    @Override
    public String toString() {
        return "AgentLink[" + endpoint + "]";
    }
}
