package io.github.aperturecdi.benchmarks.network;

import com.google.protobuf.Timestamp;
import io.github.aperturecdi.proto.check.v1.CheckRequest;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.FlowControlServiceGrpc;
import io.github.aperturecdi.proto.check.v1.FlowEndRequest;
import io.github.aperturecdi.proto.check.v1.FlowEndResponse;
import io.github.aperturecdi.proto.check.v1.LimiterDecision;
import io.github.aperturecdi.proto.check.v1.LimiterDecision.ConcurrencyLimiterInfo;
import io.github.aperturecdi.proto.check.v1.LimiterDecision.RateLimiterInfo;
import io.github.aperturecdi.proto.check.v1.LimiterDecision.TokensInfo;
import io.github.aperturecdi.proto.check.v1.TokenReturnStatus;
import io.github.aperturecdi.proto.otlp.collector.trace.v1.ExportTraceServiceRequest;
import io.github.aperturecdi.proto.otlp.collector.trace.v1.ExportTraceServiceResponse;
import io.github.aperturecdi.proto.otlp.collector.trace.v1.TraceServiceGrpc;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * An agent that admits every flow, with the decisions of a rate limiter and of a concurrency
 * limiter. It does as little as possible by itself. Commands on its standard input change how it
 * answers, and ask for its counts.
 */
public final class FakeAgent {

    private static final long FLAP_MILLIS = 500;

    /** Netty logs each stream that a client resets. The field keeps the setting. */
    private static final Logger NETTY = Logger.getLogger("io.grpc.netty");

    private final LongAdder checks = new LongAdder();
    private final LongAdder ends = new LongAdder();
    private final LongAdder tokens = new LongAdder();
    private final LongAdder spans = new LongAdder();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final CheckResponse template;

    /** The delay of an answer to a check; negative for no answer. */
    private volatile long delayMillis;

    /** Whether the agent answers and hangs in turn. */
    private volatile boolean flaps;

    private FakeAgent() {
        Timestamp now =
                Timestamp.newBuilder().setSeconds(System.currentTimeMillis() / 1_000).build();
        template =
                CheckResponse.newBuilder()
                        .setStart(now)
                        .setEnd(now)
                        .addServices("shop.svc.cluster.local")
                        .setControlPoint("checkout")
                        .addFlowLabelKeys("user")
                        .addFlowLabelKeys("tier")
                        .addFlowLabelKeys("region")
                        .putTelemetryFlowLabels("user", "bob")
                        .putTelemetryFlowLabels("tier", "gold")
                        .putTelemetryFlowLabels("region", "eu")
                        .putTelemetryFlowLabels("aperture.control_point_type", "feature")
                        .addLimiterDecisions(
                                limiter("per-user-rate")
                                        .setRateLimiterInfo(
                                                RateLimiterInfo.newBuilder()
                                                        .setLabel("user:bob")
                                                        .setTokensInfo(tokensInfo())))
                        .setExpectEnd(true)
                        .build();
    }

    private static LimiterDecision.Builder limiter(String policy) {
        return LimiterDecision.newBuilder()
                .setPolicyName(policy)
                .setPolicyHash("bMQaCIu4XZT0lWmzhcZjNA==")
                .setComponentId("root.0")
                .setWaitTime(com.google.protobuf.Duration.getDefaultInstance());
    }

    private static TokensInfo tokensInfo() {
        return TokensInfo.newBuilder().setRemaining(99).setCurrent(1).setConsumed(1).build();
    }

    private CheckResponse reply() {
        checks.increment();
        return template.toBuilder()
                .addLimiterDecisions(
                        limiter("concurrent-checkouts")
                                .setConcurrencyLimiterInfo(
                                        ConcurrencyLimiterInfo.newBuilder()
                                                .setLabel("tier:gold")
                                                .setTokensInfo(tokensInfo())
                                                .setRequestId(
                                                        "64c61b50-2a6f-4a2c-9a11-%012d"
                                                                .formatted(checks.sum()))))
                .build();
    }

    private final class FlowControl extends FlowControlServiceGrpc.FlowControlServiceImplBase {

        @Override
        public void check(CheckRequest request, StreamObserver<CheckResponse> answer) {
            long delay = delayMillis;
            if (flaps && (System.currentTimeMillis() / FLAP_MILLIS) % 2 == 0) {
                delay = -1;
            }
            if (delay == 0) {
                answer(answer, reply());
            } else if (delay > 0) {
                timer.schedule(() -> answer(answer, reply()), delay, TimeUnit.MILLISECONDS);
            }
        }

        @Override
        public void flowEnd(FlowEndRequest request, StreamObserver<FlowEndResponse> answer) {
            ends.increment();
            tokens.add(request.getInflightRequestsCount());
            FlowEndResponse.Builder response = FlowEndResponse.newBuilder();
            request.getInflightRequestsList()
                    .forEach(
                            reference ->
                                    response.addTokenReturnStatuses(
                                            TokenReturnStatus.newBuilder()
                                                    .setInflightRequestRef(reference)
                                                    .setReturned(true)));
            answer(answer, response.build());
        }
    }

    private final class Traces extends TraceServiceGrpc.TraceServiceImplBase {
        @Override
        public void export(
                ExportTraceServiceRequest request,
                StreamObserver<ExportTraceServiceResponse> answer) {
            request.getResourceSpansList()
                    .forEach(
                            resource ->
                                    resource.getScopeSpansList()
                                            .forEach(scope -> spans.add(scope.getSpansCount())));
            answer(answer, ExportTraceServiceResponse.getDefaultInstance());
        }
    }

    private static <T> void answer(StreamObserver<T> answer, T response) {
        answer.onNext(response);
        answer.onCompleted();
    }

    private String obey(String command) {
        String[] words = command.split(" ");
        switch (words[0]) {
            case "delay" -> {
                delayMillis = Long.parseLong(words[1]);
                flaps = false;
            }
            case "flap" -> flaps = true;
            case "counts" -> {
                return "%d %d %d %d".formatted(checks.sum(), ends.sum(), tokens.sum(), spans.sum());
            }
            default -> throw new IllegalArgumentException(command);
        }
        return "ok";
    }

    /**
     * Serves until its standard input ends.
     *
     * @param args the port, 0 for any
     * @throws IOException if the port is not free
     */
    public static void main(String[] args) throws IOException {
        NETTY.setLevel(Level.OFF);
        FakeAgent agent = new FakeAgent();
        Server server =
                NettyServerBuilder.forPort(Integer.parseInt(args[0]))
                        .directExecutor()
                        .addService(agent.new FlowControl())
                        .addService(agent.new Traces())
                        .build()
                        .start();
        System.out.println(server.getPort());
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            System.out.println(agent.obey(line));
        }
        System.exit(0);
    }
}
