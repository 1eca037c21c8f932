package io.github.aperturecdi.embedded;

import io.github.aperturecdi.embedded.internal.engine.Limits;
import io.github.aperturecdi.embedded.internal.engine.ManualTicker;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.testing.DeepCalls;
import java.time.Duration;

/**
 * A process that prints the number of flows that are still open after its stack has overflowed. The
 * compiler has compiled their start and their end before.
 */
final class DeepProcess {

    private static final int PLACES = 100_000;

    private DeepProcess() {}

    public static void main(String[] args) {
        EmbeddedAgent agent =
                new EmbeddedAgent(
                        Limits.of("p")
                                .concurrency(PLACES, Duration.ofDays(1))
                                .engine(new ManualTicker()));
        try (FlowControl flows =
                FlowControl.builder().agent(agent).shutdownTimeout(Duration.ZERO).build()) {
            FlowRequest request = FlowRequest.at("checkout").build();
            for (int i = 0; i < PLACES; i++) {
                flows.start(request).close();
            }
            DeepCalls calls = new DeepCalls(flows, "checkout", DeepCalls.Way.BY_HAND);
            for (int variant = 0; variant < 10; variant++) {
                DeepCalls.overflow(variant, calls::atEachDepth);
            }
            System.out.println(flows.status().activeFlows());
        }
    }
}
