package io.github.aperturecdi.flow.link;

import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.FlowStatus;
import io.github.aperturecdi.flow.spi.EndedFlow;
import io.github.aperturecdi.flow.spi.InflightToken;
import io.github.aperturecdi.flow.spi.Ticker;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.testing.Replies;
import java.util.concurrent.atomic.AtomicLong;

/** Ended flows, as the core hands them to a link. */
final class Ends {

    /** Lets the pause between calls pass each time that it is read. */
    static final Ticker NO_PAUSE =
            new Ticker() {
                private final AtomicLong now = new AtomicLong();

                @Override
                public long nanos() {
                    return now.addAndGet(FlowEnds.PAUSE.toNanos());
                }
            };

    /** No test that uses it waits for the end of a pause. */
    static final FlowEnds.Later NEVER =
            (task, nanos) -> {
                throw new AssertionError("a pause");
            };

    private Ends() {}

    static Decision decision(CheckResponse reply, FlowRequest request) {
        return CheckMessages.decision(CheckReply.of(reply.toByteArray()), request);
    }

    static EndedFlow of(FlowRequest request, Decision decision) {
        return of(request, decision, FlowStatus.OK);
    }

    static EndedFlow of(FlowRequest request, Decision decision, FlowStatus status) {
        long now = System.nanoTime();
        return new EndedFlow(
                request.controlPoint(),
                request.sensitiveLabels(),
                decision,
                status,
                0,
                now,
                now,
                now);
    }

    /** A flow that held one reference. */
    static EndedFlow holding(String controlPoint, String requestId) {
        FlowRequest request = FlowRequest.at(controlPoint).build();
        return of(request, decision(Replies.holding(requestId), request));
    }

    /** A flow that held one reference, with labels that its agent shows again. */
    static EndedFlow holding(String controlPoint, String requestId, String label) {
        FlowRequest request = FlowRequest.at(controlPoint).label("label", label).build();
        CheckResponse reply =
                Replies.holding(requestId).toBuilder()
                        .putTelemetryFlowLabels("label", label)
                        .build();
        return of(request, decision(reply, request));
    }

    /** A flow that held nothing. */
    static EndedFlow admitted(String controlPoint) {
        FlowRequest request = FlowRequest.at(controlPoint).build();
        return of(request, decision(CheckResponse.getDefaultInstance(), request));
    }

    static String requestId(EndedFlow flow) {
        return flow.decision().inflight().stream()
                .map(InflightToken::requestId)
                .findFirst()
                .orElseThrow();
    }
}
