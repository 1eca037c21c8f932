package io.github.aperturecdi.flow.link;

import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.FlowStatus;
import io.github.aperturecdi.flow.spi.EndedFlow;
import io.github.aperturecdi.flow.spi.InflightToken;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.testing.Replies;

/** Ended flows, as the core hands them to a link. */
final class Ends {

    private Ends() {}

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
        return of(request, CheckMessages.decision(Replies.holding(requestId), request));
    }

    /** A flow that held one reference, with labels that its agent shows again. */
    static EndedFlow holding(String controlPoint, String requestId, String label) {
        FlowRequest request = FlowRequest.at(controlPoint).label("label", label).build();
        CheckResponse reply =
                Replies.holding(requestId).toBuilder()
                        .putTelemetryFlowLabels("label", label)
                        .build();
        return of(request, CheckMessages.decision(reply, request));
    }

    /** A flow that held nothing. */
    static EndedFlow admitted(String controlPoint) {
        FlowRequest request = FlowRequest.at(controlPoint).build();
        return of(request, CheckMessages.decision(CheckResponse.getDefaultInstance(), request));
    }

    static String requestId(EndedFlow flow) {
        return flow.decision().inflight().stream()
                .map(InflightToken::requestId)
                .findFirst()
                .orElseThrow();
    }
}
