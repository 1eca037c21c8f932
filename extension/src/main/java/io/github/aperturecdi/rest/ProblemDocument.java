package io.github.aperturecdi.rest;

import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.RejectReason;
import java.util.stream.Collectors;

/**
 * A refusal as RFC 9457 problem details, with the problem types of
 * draft-ietf-httpapi-ratelimit-headers. Written by hand: the jar asks for no JSON library, and the
 * document has four members.
 */
final class ProblemDocument {

    private static final String TYPES = "https://iana.org/assignments/http-problem-types#";

    private ProblemDocument() {}

    static String of(FlowRejectedException refused) {
        boolean quota = refused.reason() == RejectReason.RATE_LIMITED;
        return "{\"type\":"
                + string(TYPES + (quota ? "quota-exceeded" : "temporary-reduced-capacity"))
                + ",\"title\":"
                + string(quota ? "Quota exceeded" : "Temporarily reduced capacity")
                + ",\"status\":"
                + refused.httpStatus()
                + ",\"violated-policies\":"
                + refused.violatedPolicies().stream()
                        .map(ProblemDocument::string)
                        .collect(Collectors.joining(",", "[", "]"))
                + "}";
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
