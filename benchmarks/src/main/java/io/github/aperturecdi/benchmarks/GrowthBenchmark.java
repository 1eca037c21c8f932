package io.github.aperturecdi.benchmarks;

import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.FlowRequestBuilder;
import io.github.aperturecdi.flow.spi.EmbeddedAgentProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A flow, from its request to its end at the embedded agent, as one dimension grows and all others
 * stay one.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class GrowthBenchmark {

    private static final ClassLoader LOADER = GrowthBenchmark.class.getClassLoader();
    private static final int MAX_KEYS = 2_000_000;

    /** What grows, and to which number. */
    @Param({
        "labels:1",
        "labels:10",
        "labels:100",
        "control-points:1",
        "control-points:100",
        "control-points:10000",
        "keys:1",
        "keys:1000",
        "keys:100000",
        "keys:1000000",
        "open-flows:1",
        "open-flows:100",
        "open-flows:1000",
        "limiters:1",
        "limiters:10",
        "limiters:100"
    })
    public String size;

    private Path policy;
    private FlowControl flows;
    private final List<Flow> open = new ArrayList<>();
    private String[] controlPoints;
    private String[] users;
    private String[] furtherLabels;
    private long next = 1;

    /**
     * Opens an agent, and uses each key once.
     *
     * @throws IOException if the policy cannot be written
     */
    @Setup
    public void open() throws IOException {
        controlPoints = names("control-points", "checkout");
        users = names("keys", "user");
        furtherLabels = names("labels", "label");
        policy = Files.createTempFile("growth", ".yaml");
        Files.writeString(policy, policy(controlPoints, of("limiters")));
        flows =
                FlowControl.builder()
                        .agent(
                                ServiceLoader.load(EmbeddedAgentProvider.class, LOADER)
                                        .findFirst()
                                        .orElseThrow()
                                        .open(
                                                new EmbeddedAgentProvider.Settings(
                                                        policy.toString(),
                                                        MAX_KEYS,
                                                        false,
                                                        EmbeddedAgentProvider
                                                                .DEFAULT_MAX_WAITING_BYTES),
                                                LOADER))
                        .build();
        for (String user : users) {
            flows.start(request(controlPoints[0], user)).close();
        }
        for (int i = 1; i < of("open-flows"); i++) {
            open.add(flows.start(request(controlPoints[0], users[0])));
        }
        if (flows.status().admitted() == 0) {
            throw new IllegalStateException("no limiter has counted a flow");
        }
    }

    /** The number for one dimension: 1 unless it is the one that grows. */
    private int of(String dimension) {
        return size.startsWith(dimension + ":")
                ? Integer.parseInt(size.substring(dimension.length() + 1))
                : 1;
    }

    private String[] names(String dimension, String name) {
        return IntStream.range(0, of(dimension)).mapToObj(i -> name + i).toArray(String[]::new);
    }

    /**
     * Rate limiters that fill slowly: the agent discards a bucket that is full again, and a million
     * keys are not used again at once. A concurrency limiter for open flows, each of which holds a
     * token of it.
     */
    private String policy(String[] controlPoints, int limiters) {
        String selectors =
                IntStream.range(0, controlPoints.length)
                        .mapToObj(i -> "{control_point: " + controlPoints[i] + "}")
                        .collect(Collectors.joining(", ", "[", "]"));
        String rate =
                """
                    - flow_control:
                        rate_limiter:
                          selectors: %s
                          in_ports:
                            bucket_capacity: {constant_signal: {value: 1000000000}}
                            fill_amount: {constant_signal: {value: 1}}
                          parameters: {interval: 3600s, limit_by_label_key: user}
                """;
        String concurrency =
                """
                    - flow_control:
                        concurrency_limiter:
                          selectors: %s
                          in_ports:
                            max_concurrency: {constant_signal: {value: 1000000}}
                          parameters: {max_inflight_duration: 3600s, limit_by_label_key: user}
                """;
        return "circuit:\n  components:\n"
                + (size.startsWith("open-flows") ? concurrency : rate.repeat(limiters))
                        .replace("%s", selectors);
    }

    private FlowRequest request(String controlPoint, String user) {
        FlowRequestBuilder request = FlowRequest.at(controlPoint).label("user", user);
        for (int i = 1; i < furtherLabels.length; i++) {
            request.label(furtherLabels[i], "value");
        }
        return request.build();
    }

    /** Ends all. */
    @TearDown
    public void close() throws IOException {
        open.forEach(Flow::close);
        flows.close();
        Files.delete(policy);
    }

    /** A random number, so that the processor does not load its data in advance. */
    private int any(int bound) {
        next = next * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L;
        return (int) ((next >>> 33) % bound);
    }

    /**
     * One flow.
     *
     * @return whether it may run
     */
    @Benchmark
    public boolean flow() {
        try (Flow flow =
                flows.start(
                        request(
                                controlPoints[any(controlPoints.length)],
                                users[any(users.length)]))) {
            return flow.shouldRun();
        }
    }
}
