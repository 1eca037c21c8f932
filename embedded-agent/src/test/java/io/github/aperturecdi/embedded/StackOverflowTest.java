package io.github.aperturecdi.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.aperturecdi.embedded.engine.Limits;
import io.github.aperturecdi.embedded.engine.ManualTicker;
import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.testing.DeepCalls;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Stacks that really overflow: the places of a concurrency limit are all free again. */
class StackOverflowTest {

    /** More than calls fit on a stack, also when the compiler has made their frames small. */
    private static final int PLACES = 100_000;

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
