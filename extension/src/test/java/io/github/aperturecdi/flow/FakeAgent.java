package io.github.aperturecdi.flow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An agent behind the seam that gives one decision and keeps what it was told. */
final class FakeAgent implements Agent {

    Decision decision = Decision.admitted();
    final List<FlowRequest> checks = new ArrayList<>();
    final List<Duration> timeouts = new ArrayList<>();
    final List<InflightToken> ended = new ArrayList<>();
    int endCalls;
    int closed;

    @Override
    public Decision check(FlowRequest request, Duration timeout) {
        checks.add(request);
        timeouts.add(timeout);
        return decision;
    }

    @Override
    public synchronized void end(String controlPoint, List<InflightToken> tokens) {
        endCalls++;
        ended.addAll(tokens);
    }

    @Override
    public boolean connected() {
        return true;
    }

    @Override
    public void close() {
        closed++;
    }
}
