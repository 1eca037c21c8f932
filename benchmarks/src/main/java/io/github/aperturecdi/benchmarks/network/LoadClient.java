package io.github.aperturecdi.benchmarks.network;

import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.link.AgentEndpoint;
import io.github.aperturecdi.flow.link.AgentLink;
import io.github.aperturecdi.proto.check.v1.CheckRequest;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.FlowControlServiceGrpc;
import io.github.aperturecdi.proto.check.v1.FlowControlServiceGrpc.FlowControlServiceBlockingStub;
import io.github.aperturecdi.proto.check.v1.FlowEndRequest;
import io.github.aperturecdi.proto.check.v1.InflightRequestRef;
import io.github.aperturecdi.proto.check.v1.LimiterDecision;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The application: flows of this library, and the calls of a client without it, each over its own
 * connection. Each line of standard input is a round: the variant, the number of threads or of
 * flows in flight, milliseconds, and the rate of an open loop.
 */
public final class LoadClient {

    private static final String POINT = "checkout";

    /** The time of an application's own work, in which it waits. */
    private static final long WORK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final FlowControl flows;
    private final ManagedChannel channel;
    private final FlowControlServiceBlockingStub agent;

    private LoadClient(String address) {
        flows =
                FlowControl.builder()
                        .agent(AgentLink.open(new AgentEndpoint(address, true, null)))
                        // No flow of a comparison may go on without a decision.
                        .timeout(Duration.ofSeconds(5))
                        .build();
        channel =
                Grpc.newChannelBuilder(address, InsecureChannelCredentials.create())
                        .disableRetry()
                        .build();
        agent = FlowControlServiceGrpc.newBlockingStub(channel);
    }

    static FlowRequest request() {
        return FlowRequest.at(POINT)
                .label("user", "bob")
                .label("tier", "gold")
                .label("region", "eu")
                .build();
    }

    static CheckRequest message() {
        return CheckRequest.newBuilder()
                .setControlPoint(POINT)
                .putLabels("user", "bob")
                .putLabels("tier", "gold")
                .putLabels("region", "eu")
                .setExpectEnd(true)
                .build();
    }

    static FlowEndRequest end(CheckResponse response) {
        FlowEndRequest.Builder end = FlowEndRequest.newBuilder().setControlPoint(POINT);
        for (LimiterDecision decision : response.getLimiterDecisionsList()) {
            if (decision.hasConcurrencyLimiterInfo()) {
                LimiterDecision.ConcurrencyLimiterInfo info = decision.getConcurrencyLimiterInfo();
                end.addInflightRequests(
                        InflightRequestRef.newBuilder()
                                .setPolicyName(decision.getPolicyName())
                                .setPolicyHash(decision.getPolicyHash())
                                .setComponentId(decision.getComponentId())
                                .setLabel(info.getLabel())
                                .setRequestId(info.getRequestId())
                                .setTokens(info.getTokensInfo().getConsumed()));
            }
        }
        return end.build();
    }

    private void check() {
        agent.check(message());
    }

    private void checkWithin() {
        agent.withDeadlineAfter(200, TimeUnit.MILLISECONDS).check(message());
    }

    private void checkAndEnd() {
        agent.flowEnd(end(agent.check(message())));
    }

    private void flow() {
        try (Flow flow = flows.start(request())) {
            flow.shouldRun();
        }
    }

    private static void work() {
        long end = System.nanoTime() + WORK_NANOS;
        for (long left = WORK_NANOS; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private void workInFlow() {
        FlowRequest request =
                FlowRequest.at(POINT)
                        .label("user", "bob")
                        .label("tier", "gold")
                        .label("region", "eu")
                        .timeout(FlowControl.DEFAULT_TIMEOUT)
                        .build();
        try (Flow flow = flows.start(request)) {
            if (flow.shouldRun()) {
                work();
            }
        }
    }

    private String obey(String[] words) throws Exception {
        int threads = Integer.parseInt(words[1]);
        long millis = Long.parseLong(words[2]);
        long rate = words.length > 3 ? Long.parseLong(words[3]) : 0;
        return switch (words[0]) {
            case "check" -> Load.repeat(this::check, threads, millis, rate);
            case "check-deadline" -> Load.repeat(this::checkWithin, threads, millis, rate);
            case "check-end" -> Load.repeat(this::checkAndEnd, threads, millis, rate);
            case "flow" -> Load.repeat(this::flow, threads, millis, rate);
            case "work" -> Load.repeat(LoadClient::work, threads, millis, rate);
            case "work-in-flow" -> Load.repeat(this::workInFlow, threads, millis, rate);
            case "loop-check" -> EventLoop.run(EventLoop.check(channel), threads, millis);
            case "loop-check-end" -> EventLoop.run(EventLoop.checkAndEnd(channel), threads, millis);
            case "loop-flow" -> EventLoop.run(EventLoop.flow(flows), threads, millis);
            default -> throw new IllegalArgumentException(words[0]);
        };
    }

    /**
     * Runs a round for each line of standard input.
     *
     * @param args the agent's address
     * @throws Exception if a round fails
     */
    public static void main(String[] args) throws Exception {
        LoadClient client = new LoadClient(args[0]);
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            System.out.println(client.obey(line.split(" ")));
        }
        client.flows.close();
        client.channel.shutdownNow();
        System.exit(0);
    }
}
