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
import io.github.aperturecdi.internal.Breaker;
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
 * An agent on the other side of a gRPC channel. {@link CheckClient} sends checks, {@link FlowEnds}
 * returns tokens, {@link SpanExport} reports flows, and {@link CacheClient} uses the cache.
 *
 * <p>Every call has a time limit. Opening the link begins to connect and does not wait, so that the
 * first check does not have to wait for the handshake. {@link MessageKinds} and {@link WarmUp} load
 * what that check needs.
 */
public final class AgentLink implements Agent {

    private static final System.Logger LOG = System.getLogger(AgentLink.class.getName());

    /** The time limit of calls that no caller waits for, and of the cache's calls. */
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);

    /** How long a close waits for each of these: checks, ends, spans, and the connection. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    /** How long a close waits if there is no connection, but the agent is not known to be lost. */
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
        timer = LinkTimer.start();
        try {
            channel = channel(endpoint, ticker);
            tryMessages();
        } catch (RuntimeException | Error e) {
            timer.shutdownNow();
            throw e;
        }
        async = FlowControlServiceGrpc.newStub(channel.channel());
        TraceServiceStub traces = TraceServiceGrpc.newStub(channel.channel());
        Served.Connection connection =
                new Served.Connection(channel::connections, ticker, this::refused);
        flowEnd = new Served("FlowEnd", connection, this::knockAtFlowEnd);
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
        try {
            spans = new SpanExport(new ExportCalls(() -> report(traces), connection), ticker);
        } catch (RuntimeException | Error e) {
            // There may be no thread for it.
            step(() -> channel.close(CONNECT_PATIENCE));
            timer.shutdownNow();
            throw e;
        }
        ends =
                new FlowEnds(
                        this::send,
                        spans::add,
                        endpoint.coalesceEnds(),
                        (task, nanos) -> timer.schedule(task, nanos, TimeUnit.NANOSECONDS),
                        ticker);
    }

    /** Opens the channel. It does not link if gRPC's artifacts are of different versions. */
    private static AgentChannel channel(AgentEndpoint endpoint, Ticker ticker) {
        try {
            return new AgentChannel(endpoint, ticker);
        } catch (LinkageError e) {
            throw MessageKinds.unfit(e);
        }
    }

    /** Tries the messages while the channel connects. */
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
     * @param endpoint the agent's address and settings
     * @return the link; the caller closes it
     * @throws IllegalStateException if the application's protobuf or gRPC cannot process the
     *     messages, so that no check could ever be sent
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
     * The stub for ends and spans, which no caller waits for. These calls wait for a connection,
     * unless the link is closing.
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
        noted(request, timeout, decision);
        return decision;
    }

    @Override
    public CompletableFuture<Decision> checkAsync(FlowRequest request, Duration timeout) {
        CompletableFuture<Decision> decision = checks.checkAsync(request, timeout);
        decision.thenAccept(made -> noted(request, timeout, made));
        return decision;
    }

    private void noted(FlowRequest request, Duration timeout, Decision made) {
        if (made.type() == Decision.Type.UNREACHABLE || made.reason() == RejectReason.CALLER_GONE) {
            probe.unanswered(request.controlPoint(), timeout);
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
        flowEnd.call(
                request.getSerializedSize(),
                told ->
                        flowEnd(
                                request,
                                UnaryReply.telling(
                                        told,
                                        response -> answer.accept(ReturnedTokens.of(response)),
                                        failure -> answer.accept(ReturnedTokens.NOTHING))),
                () -> answer.accept(ReturnedTokens.NOTHING));
    }

    private void knockAtFlowEnd(Consumer<Status.Code> told) {
        flowEnd(FlowEndRequest.getDefaultInstance(), UnaryReply.outcome(told));
    }

    /**
     * The call runs outside the caller's gRPC context, whose cancellation must not cancel it. The
     * transport's thread processes the answer, which wakes up no other thread.
     */
    private void flowEnd(FlowEndRequest request, UnaryReply<FlowEndResponse> reply) {
        Context.ROOT.run(() -> report(async).withExecutor(Runnable::run).flowEnd(request, reply));
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

    /**
     * A lost agent has to answer before it counts as connected again. This method sends the probe,
     * as there may be no other call.
     */
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
     * The number of ended flows whose span the agent did not get: it did not accept the span, or
     * too many spans were waiting.
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
     * Closes the checks first, then the ends, the spans and the connection, as each needs the next.
     * There is no wait for an agent that is known to be lost.
     */
    @Override
    public void close() {
        closing = true;
        step(() -> checks.close(closeTimeout));
        step(() -> ends.close(patience()));
        step(() -> spans.close(patience()));
        step(() -> channel.close(channel.ready() ? closeTimeout : CONNECT_PATIENCE));
        timer.shutdownNow();
        step(() -> timer.awaitTermination(closeTimeout.toNanos(), TimeUnit.NANOSECONDS));
    }

    /**
     * How long to wait for the agent. An open breaker with a connection does not prove that the
     * agent is lost: only a check closes the breaker, and there may be none.
     */
    private Duration patience() {
        if (channel.ready()) {
            return breaker.isOpen() ? closeTimeout.dividedBy(8) : closeTimeout;
        }
        return breaker.isOpen() || channel.lost() ? Duration.ZERO : CONNECT_PATIENCE;
    }

    /** Runs one step of the close. An interruption ends its wait, and the other steps follow. */
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
