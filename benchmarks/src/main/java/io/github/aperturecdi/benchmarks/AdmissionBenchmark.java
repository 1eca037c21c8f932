package io.github.aperturecdi.benchmarks;

import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.spi.EmbeddedAgentProvider;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
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

/** A flow from its start to its end at each component of the embedded agent, without a queue. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(3)
public class AdmissionBenchmark {

    /** The control point of one component. */
    @Param({"rate-limiter", "quota-scheduler", "concurrency-scheduler"})
    public String component;

    private FlowControl flows;
    private FlowRequest request;

    /** Opens the agent. */
    @Setup
    public void open() {
        ClassLoader loader = AdmissionBenchmark.class.getClassLoader();
        flows =
                FlowControl.builder()
                        .agent(
                                ServiceLoader.load(EmbeddedAgentProvider.class, loader)
                                        .findFirst()
                                        .orElseThrow()
                                        .open("benchmarks/components.yaml", loader))
                        .build();
        request = FlowRequest.at(component).label("user", "bob").build();
        if (!flow()) {
            throw new IllegalStateException("the flow is refused at " + component);
        }
    }

    /** Closes it. */
    @TearDown
    public void close() {
        flows.close();
    }

    /**
     * One flow.
     *
     * @return whether it may run
     */
    @Benchmark
    public boolean flow() {
        try (Flow flow = flows.start(request)) {
            return flow.shouldRun();
        }
    }
}
