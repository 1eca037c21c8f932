package io.github.aperturecdi.benchmarks;

import io.github.aperturecdi.flow.ControlPointSettings;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowSettings;
import io.github.aperturecdi.flow.Mode;
import io.github.aperturecdi.flow.OnUnreachable;
import io.github.aperturecdi.internal.config.LiveSettings;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import java.util.Set;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * A flow from its start to its end at the embedded agent's rate limiter, the fastest decision that
 * there is: with settings that never change, and with settings that follow their configuration. The
 * difference is what looking them up costs.
 */
public class SettingsBenchmark extends FlowBenchmark {

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

    /** Opens the agent. */
    @Setup
    public void open() {
        operators = settings == Settings.LIVE ? live() : fixed();
        open("benchmarks/checkout.yaml", "checkout", FlowControl.builder().settings(operators));
    }

    private static FlowSettings fixed() {
        ControlPointSettings same =
                new ControlPointSettings(
                        Mode.ENFORCE,
                        null,
                        FlowControl.DEFAULT_TIMEOUT,
                        null,
                        OnUnreachable.ADMIT,
                        false,
                        Map.of());
        return controlPoint -> same;
    }

    private static FlowSettings live() {
        return LiveSettings.of(
                new SmallRyeConfigBuilder().addDefaultSources().build(),
                Set.of("checkout"),
                LOADER);
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
