package io.github.aperturecdi.async;

import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.races.CountingAgent;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** The event loop that asked is gone when the decision comes. */
class StoppedEventLoopTest {

    private final CountingAgent agent = new CountingAgent();
    private final FlowControl flows = RacingCalls.control(agent);

    @Test
    void the_flow_ends_and_nobody_waits_for_it() {
        EventLoops loops = RacingCalls.loops("every-event-loop-has-stopped");
        CompletableFuture<Flow> started =
                RacingCalls.call(flows, loops, "never returned", Object.class).start();
        agent.decide();
        agent.requireOneEndForEachAdmission();
        await().until(started::isCancelled);
    }

    /** An event loop that takes nothing any more. */
    public static final class Loop implements EventLoop {

        /** For the service loader. */
        public Loop() {}

        @Override
        public Executor current() {
            return task -> {
                throw new RejectedExecutionException("stopped");
            };
        }
    }
}
