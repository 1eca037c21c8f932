package io.github.aperturecdi.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.aperturecdi.embedded.internal.engine.Limits;
import io.github.aperturecdi.embedded.internal.engine.ManualTicker;
import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.testing.DeepCalls;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Stacks that really overflow: the places of a concurrency limit are all free again. */
@Tag("long")
class StackOverflowTest {

    /** More than calls fit on a stack, also when the compiler has made their frames small. */
    private static final int PLACES = 100_000;

    /**
     * Compiles the check of the stack into the end of a flow, if its method fits, and leaves it out
     * of the start. The end would need more room than the start has found.
     */
    private static final String COMPILER =
            """
            [{
                match: ["io/github/aperturecdi/flow/FlowControl.*",
                        "io/github/aperturecdi/flow/StackRoom.*"],
                c1: { inline: ["-io/github/aperturecdi/flow/StackRoom.reach"] },
                c2: { inline: ["-io/github/aperturecdi/flow/StackRoom.reach"] }
            }, {
                match: ["io/github/aperturecdi/testing/DeepCalls*.*"],
                c1: { inline: ["-io/github/aperturecdi/flow/*.*"] },
                c2: { inline: ["-io/github/aperturecdi/flow/*.*"] }
            }]
            """;

    private final FlowControl flows =
            FlowControl.builder()
                    .agent(
                            new EmbeddedAgent(
                                    Limits.of("p")
                                            .concurrency(PLACES, Duration.ofDays(1))
                                            .engine(new ManualTicker())))
                    .shutdownTimeout(Duration.ofDays(1))
                    .build();

    @ParameterizedTest
    @EnumSource(DeepCalls.Way.class)
    void a_nest_of_flows_leaves_no_place_taken(DeepCalls.Way way) {
        overflow(way, DeepCalls::nest);
    }

    @ParameterizedTest
    @EnumSource(DeepCalls.Way.class)
    void a_flow_at_any_depth_leaves_no_place_taken(DeepCalls.Way way) {
        overflow(way, DeepCalls::atEachDepth);
    }

    private void overflow(DeepCalls.Way way, Consumer<DeepCalls> work) {
        DeepCalls calls = new DeepCalls(flows, "checkout", way);
        for (int variant = 0; variant < 3; variant++) {
            DeepCalls.overflow(variant, () -> work.accept(calls));
        }
        long taken = flows.status().admitted();
        assertThat(taken).isPositive();
        assertThat(flows.status().rejected()).isZero();
        assertThat(flows.status().activeFlows()).isZero();
        for (int i = 0; i < PLACES; i++) {
            start();
        }
        assertThat(flows.status().admitted()).isEqualTo(taken + PLACES);
        assertThat(start().shouldRun()).isFalse();
    }

    @Test
    void a_flow_is_over_however_its_end_is_compiled(@TempDir Path folder) throws Exception {
        Path directives = Files.writeString(folder.resolve("directives"), COMPILER);
        Path errors = folder.resolve("errors");
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xbatch",
                                "-XX:+UnlockDiagnosticVMOptions",
                                "-XX:CompilerDirectivesFile=" + directives,
                                "-cp",
                                System.getProperty("java.class.path"),
                                DeepProcess.class.getName())
                        .redirectError(errors.toFile())
                        .start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(out.lines())
                    .as("stdout, with stderr: %s", Files.readString(errors))
                    .last()
                    .isEqualTo("0");
        } finally {
            process.destroyForcibly().onExit().join();
        }
    }

    /** By its timeout it would take a day. */
    @ParameterizedTest
    @EnumSource(DeepCalls.Way.class)
    void closing_waits_for_no_flow_of_an_overflown_stack(DeepCalls.Way way) {
        DeepCalls calls = new DeepCalls(flows, "checkout", way);
        DeepCalls.overflow(0, calls::nest);
        assertTimeoutPreemptively(Duration.ofSeconds(60), flows::close);
    }

    private Flow start() {
        return flows.start(FlowRequest.at("checkout").build());
    }
}
