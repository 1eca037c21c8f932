package io.github.aperturecdi.flow;

import java.util.concurrent.atomic.LongAdder;

/** Counts decisions. Cheap for many threads. */
final class FlowCounts {

    private final LongAdder admitted = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private final LongAdder unreachable = new LongAdder();
    private final LongAdder shadowRefusals = new LongAdder();

    void decided(Decision.Type decision, boolean runs) {
        switch (decision) {
            case ADMITTED -> admitted.increment();
            case REJECTED -> {
                rejected.increment();
                if (runs) {
                    shadowRefusals.increment();
                }
            }
            case UNREACHABLE -> unreachable.increment();
        }
    }

    FlowControlStatus status(Agent agent, long activeFlows) {
        return new FlowControlStatus(
                agent.address(),
                agent.connected(),
                activeFlows,
                admitted.sum(),
                rejected.sum(),
                unreachable.sum(),
                shadowRefusals.sum(),
                agent.droppedTelemetry(),
                agent.pendingEnds());
    }
}
