package io.github.aperturecdi.flow;

import io.github.aperturecdi.races.CountingAgent;
import io.github.aperturecdi.races.Races;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Exactly one end, whoever races for it. */
@Tag("long")
class EndRaces {

    private static FlowControl control(CountingAgent agent, Duration shutdownTimeout) {
        return FlowControl.builder()
                .agent(agent)
                .shutdownTimeout(shutdownTimeout)
                .executor(Runnable::run)
                .build();
    }

    @Test
    void success_failure_cancellation_and_an_impatient_shutdown_make_one_end() {
        Races.of(Ends.class);
    }

    /** A flow that everybody ends. */
    public static final class Ends implements Races.Model {
        private final CountingAgent agent = new CountingAgent();
        private final FlowControl flows = control(agent, Duration.ZERO);
        private Flow flow;

        @Override
        public void begin() {
            flow = flows.start(CountingAgent.REQUEST);
        }

        @Operation(runOnce = true)
        public void succeed() {
            flow.close();
        }

        @Operation(runOnce = true)
        public void fail() {
            flow.fail(new IllegalStateException());
            flow.close();
        }

        @Operation(runOnce = true)
        public void cancel() {
            flow.cancel();
            flow.close();
        }

        @Operation(runOnce = true)
        public void shutDown() {
            flows.close();
        }

        @Validate
        public void one_end() {
            agent.requireOneEndForEachAdmission();
        }
    }

    @Test
    void a_shutdown_that_waits_closes_the_agent_after_the_last_end() {
        Races.of(PatientShutdown.class, 4_000);
    }

    /** The model's clock stands still, so that the shutdown's time never runs out. */
    public static final class PatientShutdown implements Races.Model {
        private final CountingAgent agent = new CountingAgent();
        private final FlowControl flows = control(agent, Duration.ofSeconds(5));
        private Flow flow;

        @Override
        public void begin() {
            flow = flows.start(CountingAgent.REQUEST);
        }

        @Operation(runOnce = true)
        public void succeed() {
            flow.close();
        }

        @Operation(runOnce = true)
        public void shutDown() {
            flows.close();
        }

        @Validate
        public void one_end_in_time() {
            agent.requireOneEndForEachAdmission();
            agent.requireNoEndAfterClose();
        }
    }

    @Test
    void a_decision_that_meets_its_cancellation_or_the_shutdown_makes_one_end() {
        Races.of(Start.class);
    }

    /** An asynchronous start; who gets the flow closes it. */
    public static final class Start implements Races.Model {
        private final CountingAgent agent = new CountingAgent();
        private final FlowControl flows = control(agent, Duration.ZERO);
        private CompletableFuture<Flow> start;

        @Override
        public void begin() {
            start = flows.startAsync(CountingAgent.REQUEST);
        }

        @Operation(runOnce = true)
        public void decide() {
            agent.decide();
        }

        @Operation(runOnce = true)
        public void giveUp() {
            start.cancel(false);
        }

        @Operation(runOnce = true)
        public void shutDown() {
            flows.close();
        }

        @Validate
        public void one_end() {
            if (!start.isCancelled()) {
                start.join().close();
            }
            agent.requireOneEndForEachAdmission();
        }
    }
}
