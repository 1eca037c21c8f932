package io.github.aperturecdi.flow;

import io.github.aperturecdi.flow.spi.Agent;
import java.util.concurrent.atomic.LongAdder;

/** Counts decisions, with little contention between threads. */
final class FlowCounts {

    private final LongAdder admitted = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private final LongAdder unreachable = new LongAdder();

    void decided(Decision.Type decision) {
        switch (decision) {
            case ADMITTED -> admitted.increment();
            case REJECTED -> rejected.increment();
            case UNREACHABLE -> unreachable.increment();
        }
    }

    FlowControlStatus status(Agent agent, long activeFlows, long shadowRefusals) {
        return new FlowControlStatus(
                agent.address(),
                agent.connected(),
                activeFlows,
                admitted.sum(),
                rejected.sum(),
                unreachable.sum(),
                shadowRefusals,
                agent.droppedTelemetry(),
                agent.pendingEnds(),
                agent.countedTogether(),
                agent.policies());
    }
}
