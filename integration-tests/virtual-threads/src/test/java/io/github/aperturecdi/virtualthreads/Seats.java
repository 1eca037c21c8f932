package io.github.aperturecdi.virtualthreads;

import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import java.util.ArrayList;
import java.util.List;

/** The concurrency limit of the embedded agent's policy for these tests, seats.yaml. */
final class Seats {

    private static final int ALL = 5_000;

    private Seats() {}

    /** How many flows hold one: counted by taking all others. */
    static int taken(FlowControl flows, String controlPoint) {
        FlowRequest request = FlowRequest.at(controlPoint).build();
        List<Flow> free = new ArrayList<>();
        Flow flow = flows.start(request);
        while (flow.shouldRun() && free.size() < ALL) {
            free.add(flow);
            flow = flows.start(request);
        }
        if (flow.shouldRun()) {
            throw new IllegalStateException("no limit of " + ALL + " at " + controlPoint);
        }
        free.forEach(Flow::close);
        return ALL - free.size();
    }
}
