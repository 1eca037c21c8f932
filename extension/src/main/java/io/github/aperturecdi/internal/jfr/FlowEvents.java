package io.github.aperturecdi.internal.jfr;

import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowObserver;
import io.github.aperturecdi.flow.FlowStatus;
import jdk.jfr.FlightRecorder;

/** Makes an event of each flow while a recording enables them. */
final class FlowEvents implements FlowObserver {

    @Override
    public Observation asking(String controlPoint) {
        // The first event loads a part of the recorder, and the first request would wait for it.
        if (!FlightRecorder.isInitialized()) {
            return Observation.NONE;
        }
        FlowEvent event = new FlowEvent();
        if (!event.isEnabled()) {
            return Observation.NONE;
        }
        event.controlPoint = controlPoint;
        event.begin();
        return new Recorded(event);
    }

    private record Recorded(FlowEvent event) implements Observation {

        @Override
        public void decided(Decision decision, boolean runs, long nanos) {
            RejectReason reason = decision.reason(runs);
            event.decision = decision.type().name();
            event.rejectReason = reason == null ? null : reason.name();
            event.ran = runs;
            event.checkDuration = nanos;
        }

        @Override
        public void failed(String errorType) {
            event.errorType = errorType;
        }

        @Override
        public void ended(FlowStatus status, long nanos) {
            event.end();
            if (event.shouldCommit()) {
                event.status = status.name();
                event.commit();
            }
        }
    }
}
