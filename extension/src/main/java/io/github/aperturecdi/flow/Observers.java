package io.github.aperturecdi.flow;

import io.github.aperturecdi.flow.FlowObserver.Observation;
import io.github.aperturecdi.flow.spi.Agent;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * The observers of a flow control, and its own counts. A flow that every observer ignores creates
 * no object.
 */
final class Observers {

    private static final System.Logger LOG = System.getLogger(FlowObserver.class.getName());

    /** An observer whose exceptions are logged and not thrown. */
    private static final class Guarded {

        private final FlowObserver observer;
        private final AtomicBoolean logged = new AtomicBoolean();

        Guarded(FlowObserver observer) {
            this.observer = observer;
        }

        Observation asking(String controlPoint) {
            try {
                return observer.asking(controlPoint);
            } catch (Throwable t) {
                failed(t);
                return Observation.NONE;
            }
        }

        void attempt(Runnable call) {
            try {
                call.run();
            } catch (Throwable t) {
                failed(t);
            }
        }

        void failed(Throwable failure) {
            try {
                if (logged.compareAndSet(false, true)) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            FlowTexts.observerFailed(observer.getClass().getName()),
                            failure);
                }
            } catch (Throwable t) {
                // The log fails as well. The flow must still get its decision, and its end.
                logged.set(false);
            }
        }
    }

    private final FlowCounts counts = new FlowCounts();
    private final Guarded[] all;
    private final Observation counting =
            new Observation() {
                @Override
                public void decided(Decision decision, boolean runs, long nanos) {
                    counts.decided(decision.type());
                }
            };

    Observers(List<FlowObserver> observers) {
        all = observers.stream().map(Guarded::new).toArray(Guarded[]::new);
    }

    Observation asking(String controlPoint) {
        Observation[] each = null;
        for (int i = 0; i < all.length; i++) {
            Observation one = all[i].asking(controlPoint);
            if (one != Observation.NONE) {
                if (each == null) {
                    each = new Observation[all.length];
                    Arrays.fill(each, Observation.NONE);
                }
                each[i] = one;
            }
        }
        return each == null ? counting : new Watched(each);
    }

    /** Whether an observation reads the times of its flow. */
    boolean readsTimes(Observation observation) {
        return observation != counting && observation != Observation.NONE;
    }

    void opened(Supplier<FlowControlStatus> status) {
        for (Guarded each : all) {
            each.attempt(() -> each.observer.opened(status));
        }
    }

    FlowControlStatus status(Agent agent, long activeFlows, long shadowRefusals) {
        return counts.status(agent, activeFlows, shadowRefusals);
    }

    void close() {
        for (Guarded each : all) {
            each.attempt(each.observer::close);
        }
    }

    /** Passes the events of one flow to the counts and to every observer. */
    private final class Watched implements Observation {

        private final Observation[] each;

        Watched(Observation[] each) {
            this.each = each;
        }

        @Override
        public void decided(Decision decision, boolean runs, long nanos) {
            counting.decided(decision, runs, nanos);
            for (int i = 0; i < each.length; i++) {
                try {
                    each[i].decided(decision, runs, nanos);
                } catch (Throwable t) {
                    all[i].failed(t);
                }
            }
        }

        @Override
        public void failed(String errorType) {
            for (int i = 0; i < each.length; i++) {
                try {
                    each[i].failed(errorType);
                } catch (Throwable t) {
                    all[i].failed(t);
                }
            }
        }

        @Override
        public void ended(FlowStatus status, long nanos) {
            for (int i = 0; i < each.length; i++) {
                try {
                    each[i].ended(status, nanos);
                } catch (Throwable t) {
                    all[i].failed(t);
                }
            }
        }
    }
}
