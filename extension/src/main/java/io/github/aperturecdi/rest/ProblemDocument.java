package io.github.aperturecdi.rest;

import io.github.aperturecdi.FlowRejectedException;
import jakarta.ws.rs.core.Response;
import java.util.stream.Collectors;

/**
 * A refusal as RFC 9457 problem details, with the problem types of
 * draft-ietf-httpapi-ratelimit-headers. This class writes the JSON itself: the document has four
 * members, and the jar needs no JSON library this way.
 */
final class ProblemDocument {

    private static final String TYPES = "https://iana.org/assignments/http-problem-types#";

    private ProblemDocument() {}

    static String of(FlowRejectedException refused) {
        return "{"
                + typeAndTitle(refused)
                + ",\"status\":"
                + refused.httpStatus()
                + ",\"violated-policies\":"
                + refused.violatedPolicies().stream()
                        .map(ProblemDocument::string)
                        .collect(Collectors.joining(",", "[", "]"))
                + "}";
    }

    /** The type and title of the draft. A type always has the same title (RFC 9457, 3.1.3). */
    private static String typeAndTitle(FlowRejectedException refused) {
        return switch (refused.reason()) {
            case RATE_LIMITED ->
                    member(
                            TYPES + "quota-exceeded",
                            "Request cannot be satisfied as assigned quota has been exceeded");
            case NO_TOKENS, UNREACHABLE, NOT_ACCEPTED, UNSPECIFIED ->
                    member(
                            TYPES + "temporary-reduced-capacity",
                            "Request cannot be satisfied due to temporary server capacity constraints");
            // These reasons are not about capacity.
            case NOT_SAMPLED, NO_MATCHING_RAMP, TOO_LARGE, CALLER_GONE, NOT_ASKED ->
                    statusAlone(refused.httpStatus());
        };
    }

    /** A problem without a type of its own: the title is the status' phrase (RFC 9457, 4.2.1). */
    private static String statusAlone(int code) {
        Response.Status status = Response.Status.fromStatusCode(code);
        return status == null
                ? "\"type\":\"about:blank\""
                : member("about:blank", status.getReasonPhrase());
    }

    private static String member(String type, String title) {
        return "\"type\":" + string(type) + ",\"title\":" + string(title);
    }

    private static String string(String text) {
        StringBuilder json = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> json.append('\\').append(c);
                default -> {
                    if (c < ' ') {
                        json.append(String.format("\\u%04x", (int) c));
                    } else {
                        json.append(c);
                    }
                }
            }
        }
        return json.append('"').toString();
    }
}
