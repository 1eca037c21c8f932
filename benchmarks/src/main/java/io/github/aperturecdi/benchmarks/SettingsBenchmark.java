package io.github.aperturecdi.benchmarks;

import io.github.aperturecdi.config.LiveSettings;
import io.github.aperturecdi.flow.ControlPointSettings;
import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.FlowSettings;
import io.github.aperturecdi.flow.OnUnreachable;
import io.github.aperturecdi.flow.spi.Agent;
import io.github.aperturecdi.flow.spi.EmbeddedAgentProvider;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
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

/**
 * A flow from its start to its end at the embedded agent's rate limiter, the fastest decision that
 * there is: with settings that never change, and with settings that follow their configuration. The
 * difference is what looking them up costs.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(3)
public class SettingsBenchmark {

    /** Where the settings come from. */
    public enum Settings {
        /** Nowhere: they never change. */
        FIXED,
        /** Configuration with the default sources, read again each second. */
        LIVE
    }

    /** The one or the other. */
    @Param public Settings settings;

    private FlowSettings operators;
    private FlowControl flows;
    private FlowRequest request;

    /** Opens the agent. */
    @Setup
    public void open() {
        ClassLoader loader = SettingsBenchmark.class.getClassLoader();
        Agent agent =
                ServiceLoader.load(EmbeddedAgentProvider.class, loader)
                        .findFirst()
                        .orElseThrow()
                        .open("benchmarks/checkout.yaml", loader);
        operators = settings == Settings.LIVE ? live(loader) : fixed();
        flows = FlowControl.builder().agent(agent).settings(operators).build();
        request = FlowRequest.at("checkout").label("user", "bob").build();
    }

    private static FlowSettings fixed() {
        ControlPointSettings same =
                new ControlPointSettings(
                        io.github.aperturecdi.flow.Mode.ENFORCE,
                        null,
                        FlowControl.DEFAULT_TIMEOUT,
                        null,
                        OnUnreachable.ADMIT,
                        false,
                        Map.of());
        return controlPoint -> same;
    }

    private static FlowSettings live(ClassLoader loader) {
        return LiveSettings.of(
                new SmallRyeConfigBuilder().addDefaultSources().build(),
                Set.of("checkout"),
                loader);
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

    /**
     * What a flow does with its settings, alone: once it has read the clock, which it does anyway.
     *
     * @return the settings
     */
    @Benchmark
    public ControlPointSettings lookup() {
        operators.refreshIfStale(System.nanoTime());
        return operators.at("checkout");
    }
}
