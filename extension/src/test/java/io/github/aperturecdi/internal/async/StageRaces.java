package io.github.aperturecdi.internal.async;

import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.races.CountingAgent;
import io.github.aperturecdi.races.Races;
import java.util.concurrent.CompletableFuture;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Exactly one end for a stage, whoever completes it. */
@Tag("long")
class StageRaces {

    private static CompletableFuture<?> controlled(ControlledCall call) {
        try {
            return (CompletableFuture<?>) new StageReturn().control(call);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void completion_failure_cancellation_and_shutdown_make_one_end() {
        Races.of(Decided.class);
    }

    /** The caller has the method's own stage. */
    public static final class Decided implements Races.Model {
        private final CountingAgent agent = new CountingAgent();
        private final FlowControl flows = RacingCalls.control(agent);
        private final CompletableFuture<Object> work = new CompletableFuture<>();
        private CompletableFuture<?> stage;

        @Override
        public void begin() {
            stage = controlled(RacingCalls.decided(flows, work, CompletableFuture.class));
        }

        @Operation(runOnce = true)
        public void complete() {
            work.complete("done");
        }

        @Operation(runOnce = true)
        public void fail() {
            work.completeExceptionally(new IllegalStateException());
        }

        @Operation(runOnce = true)
        public void cancel() {
            stage.cancel(true);
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
    void a_decision_that_meets_completion_and_cancellation_makes_one_end() {
        Races.of(Undecided.class);
    }

    /** The caller has a stage that stands for the method's, which is not there yet. */
    public static final class Undecided implements Races.Model {
        private final CountingAgent agent = new CountingAgent();
        private final FlowControl flows = RacingCalls.control(agent);
        private final CompletableFuture<Object> work = new CompletableFuture<>();
        private CompletableFuture<?> stage;

        @Override
        public void begin() {
            stage = controlled(RacingCalls.undecided(flows, work, CompletableFuture.class));
        }

        @Operation(runOnce = true)
        public void decide() {
            agent.decide();
        }

        @Operation(runOnce = true)
        public void complete() {
            work.complete("done");
        }

        @Operation(runOnce = true)
        public void cancel() {
            stage.cancel(true);
        }

        @Validate
        public void one_end_and_a_settled_stage() {
            agent.requireOneEndForEachAdmission();
            if (!stage.isDone()) {
                throw new AssertionError("the caller waits for ever");
            }
        }
    }

    @Test
    void a_decision_that_meets_completion_and_shutdown_makes_one_end() {
        Races.of(UndecidedAtShutdown.class);
    }

    /** As above, where the application stops meanwhile. */
    public static final class UndecidedAtShutdown implements Races.Model {
        private final CountingAgent agent = new CountingAgent();
        private final FlowControl flows = RacingCalls.control(agent);
        private final CompletableFuture<Object> work = new CompletableFuture<>();
        private CompletableFuture<?> stage;

        @Override
        public void begin() {
            stage = controlled(RacingCalls.undecided(flows, work, CompletableFuture.class));
        }

        @Operation(runOnce = true)
        public void decide() {
            agent.decide();
        }

        @Operation(runOnce = true)
        public void complete() {
            work.complete("done");
        }

        @Operation(runOnce = true)
        public void shutDown() {
            flows.close();
        }

        @Validate
        public void one_end_and_a_settled_stage() {
            agent.requireOneEndForEachAdmission();
            if (!stage.isDone()) {
                throw new AssertionError("the caller waits for ever");
            }
        }
    }
}
