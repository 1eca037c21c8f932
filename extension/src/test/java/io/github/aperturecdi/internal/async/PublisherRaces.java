package io.github.aperturecdi.internal.async;

import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.races.CountingAgent;
import io.github.aperturecdi.races.Races;
import java.util.concurrent.Flow.Publisher;
import java.util.function.Function;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Exactly one end for a subscription, whoever ends it. */
@Tag("long")
class PublisherRaces {

    private static final Function<Object, Publisher<?>> AS_IT_IS = Publisher.class::cast;

    @Test
    void completion_failure_cancellation_and_shutdown_make_one_end() {
        Races.of(Decided.class);
    }

    /** A subscription whose decision was there at once. */
    public static final class Decided implements Races.Model {
        private final CountingAgent agent = new CountingAgent();
        private final FlowControl flows = RacingCalls.control(agent);
        private final Upstream upstream = new Upstream();
        private final Downstream downstream = new Downstream();

        @Override
        public void begin() {
            new ControlledPublisher(RacingCalls.decided(flows, upstream, Publisher.class), AS_IT_IS)
                    .subscribe(downstream);
        }

        @Operation(runOnce = true)
        public void complete() {
            upstream.complete();
        }

        @Operation(runOnce = true)
        public void fail() {
            upstream.fail();
        }

        @Operation(runOnce = true)
        public void cancel() {
            downstream.cancel();
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
    void a_decision_that_meets_demand_and_cancellation_makes_one_end() {
        Races.of(Undecided.class);
    }

    /** A subscription whose decision comes later. */
    public static final class Undecided implements Races.Model {
        private final CountingAgent agent = new CountingAgent();
        private final FlowControl flows = RacingCalls.control(agent);
        private final Upstream upstream = new Upstream();
        private final Downstream downstream = new Downstream();

        @Override
        public void begin() {
            new ControlledPublisher(
                            RacingCalls.undecided(flows, upstream, Publisher.class), AS_IT_IS)
                    .subscribe(downstream);
        }

        @Operation(runOnce = true)
        public void decide() {
            agent.decide();
        }

        @Operation(runOnce = true)
        public void request() {
            downstream.request(1);
        }

        @Operation(runOnce = true)
        public void cancel() {
            downstream.cancel();
        }

        @Validate
        public void one_end_and_no_stream_left_behind() {
            agent.requireOneEndForEachAdmission();
            if (upstream.subscribed() && !upstream.cancelled()) {
                throw new AssertionError("the stream goes on");
            }
        }
    }

    @Test
    void a_decision_that_meets_completion_and_demand_makes_one_end() {
        Races.of(Patient.class);
    }

    /** A subscription that nobody cancels. */
    public static final class Patient implements Races.Model {
        private final CountingAgent agent = new CountingAgent();
        private final FlowControl flows = RacingCalls.control(agent);
        private final Upstream upstream = new Upstream();
        private final Downstream downstream = new Downstream();

        @Override
        public void begin() {
            new ControlledPublisher(
                            RacingCalls.undecided(flows, upstream, Publisher.class), AS_IT_IS)
                    .subscribe(downstream);
        }

        @Operation(runOnce = true)
        public void decide() {
            agent.decide();
        }

        @Operation(runOnce = true)
        public void request() {
            downstream.request(3);
        }

        @Operation(runOnce = true)
        public void requestMore() {
            downstream.request(4);
        }

        @Validate
        public void one_end_and_all_demand() {
            if (upstream.demand() != 7) {
                throw new AssertionError("7 asked for, and heard of " + upstream.demand());
            }
            upstream.complete();
            agent.requireOneEndForEachAdmission();
        }
    }
}
