package io.github.aperturecdi.test;

import com.google.protobuf.InvalidProtocolBufferException;
import io.github.aperturecdi.flow.FlowStatus;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.otlp.trace.v1.Span;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A span with the reply that an agent reads in it.
 *
 * @param span the span for tests
 * @param reply the agent's reply in the span; null if the span has no readable reply
 */
record ReceivedSpan(SeenSpan span, @Nullable CheckResponse reply) {

    private static final String STATUS = "aperture.flow.status";
    private static final String REPLY = "aperture.check_response";
    private static final String HTTP_STATUS = "http.status_code";
    private static final List<String> TIMES =
            List.of(
                    "aperture.flow_start_timestamp",
                    "aperture.workload_start_timestamp",
                    "aperture.flow_end_timestamp");

    static ReceivedSpan of(Span span) {
        SeenSpan seen = SeenSpan.of(span);
        return new ReceivedSpan(seen, reply(seen.attributes().get(REPLY)));
    }

    private static @Nullable CheckResponse reply(@Nullable Object attribute) {
        try {
            return attribute instanceof String text
                    ? CheckResponse.parseFrom(Base64.getDecoder().decode(text))
                    : null;
        } catch (IllegalArgumentException | InvalidProtocolBufferException e) {
            return null;
        }
    }

    /** The journal's mark of the span's flow; null if the span has none. */
    @Nullable String flow() {
        return reply == null ? null : reply.getTelemetryFlowLabelsMap().get(Journal.MARK);
    }

    boolean returnsTokens() {
        return reply != null && !reply.getExpectEnd();
    }

    @Nullable FlowStatus status() {
        Object status = span.attributes().get(STATUS);
        return "OK".equals(status)
                ? FlowStatus.OK
                : "Error".equals(status)
                        ? FlowStatus.ERROR
                        : "Unset".equals(status) ? FlowStatus.UNSET : null;
    }

    /** The problems for which an agent or Aperture's validator would refuse the span. */
    List<String> problems(boolean rejected) {
        List<String> problems = new ArrayList<>();
        Map<String, Object> attributes = span.attributes();
        if (!"sdk".equals(attributes.get("aperture.source"))) {
            problems.add(says("aperture.source", "an agent takes only sdk"));
        }
        if (status() == null) {
            problems.add(says(STATUS, "it has to be OK, Error or Unset"));
        } else if (rejected && status() == FlowStatus.OK) {
            problems.add(says(STATUS, "a rejected flow is Unset or Error"));
        }
        if (reply == null) {
            problems.add("its span has no " + REPLY + " that can be read");
        }
        if (attributes.containsKey(HTTP_STATUS)
                && !(attributes.get(HTTP_STATUS) instanceof String)) {
            problems.add(says(HTTP_STATUS, "an agent reads it as a string only"));
        }
        addTimes(problems);
        return problems;
    }

    private void addTimes(List<String> problems) {
        long before = 1;
        for (String key : TIMES) {
            if (span.attributes().get(key) instanceof Long time && time > 0) {
                if (time < before) {
                    problems.add(says(key, "it lies before the time of the step before"));
                }
                before = time;
            } else {
                problems.add(says(key, "it has to be a positive integer of nanoseconds"));
            }
        }
    }

    private String says(String key, String rule) {
        return "its span has " + key + "=" + span.attributes().get(key) + "; " + rule;
    }
}
