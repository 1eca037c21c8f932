package io.github.aperturecdi.benchmarks;

import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowControlBuilder;
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
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A flow from its start to its end at the embedded agent. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(3)
public abstract class FlowBenchmark {

    static final ClassLoader LOADER = FlowBenchmark.class.getClassLoader();

    private FlowControl flows;
    private FlowRequest request;

    /** Opens an agent with policies of a file on the class path. */
    final void open(String policies, String controlPoint, FlowControlBuilder builder) {
        flows =
                builder.agent(
                                ServiceLoader.load(EmbeddedAgentProvider.class, LOADER)
                                        .findFirst()
                                        .orElseThrow()
                                        .open(policies, LOADER))
                        .build();
        request = FlowRequest.at(controlPoint).label("user", "bob").build();
        if (!flow()) {
            throw new IllegalStateException("the flow is refused at " + controlPoint);
        }
    }

    /** Closes the agent. */
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
