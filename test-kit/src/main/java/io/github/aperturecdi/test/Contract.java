package io.github.aperturecdi.test;

import io.github.aperturecdi.proto.check.v1.InflightRequestRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Checks what an agent may expect of its flows. */
final class Contract {

    private Contract() {}

    /** The flows that have not ended exactly once. */
    static List<String> ends(List<CheckedFlow> flows, Duration patience) {
        List<String> violations = new ArrayList<>();
        for (CheckedFlow flow : flows) {
            int spans = flow.spans.size();
            if (flow.mustEnd() && spans == 0) {
                violations.add(flow + ": no span within " + patience.toSeconds() + " s");
            } else if (spans > 1) {
                violations.add(flow + ": " + spans + " spans");
            }
            for (InflightRequestRef token :
                    flow.mustEnd() ? flow.tokens() : List.<InflightRequestRef>of()) {
                addReturns(flow, token, violations);
            }
        }
        return violations;
    }

    private static void addReturns(
            CheckedFlow flow, InflightRequestRef token, List<String> violations) {
        String tokens = "the tokens of the policy '" + token.getPolicyName() + "'";
        long returns = flow.returns(token) + (flow.isReturnedBySpan() ? 1 : 0);
        if (returns == 0) {
            violations.add(flow + ": " + tokens + " are not returned");
        } else if (returns > 1) {
            violations.add(flow + ": " + tokens + " are returned " + returns + " times");
        }
        for (InflightRequestRef reference : flow.returned) {
            if (reference.getRequestId().equals(token.getRequestId())
                    && !reference.toBuilder().clearTokens().build().equals(token)) {
                violations.add(flow + ": FlowEnd names another place for " + tokens);
            }
        }
    }

    /** The problems of the checks and spans of all flows. */
    static List<String> messages(List<CheckedFlow> flows, Set<String> tokenKeys) {
        List<String> violations = new ArrayList<>();
        for (CheckedFlow flow : flows) {
            if (flow.request.getControlPoint().isEmpty()) {
                violations.add(flow + ": the check names no control point, so no policy matches");
            }
            flow.request
                    .getLabelsMap()
                    .forEach((key, value) -> addLabel(flow, key, value, tokenKeys, violations));
            boolean rejected = flow.decision() == SeenFlow.Decision.REJECTED;
            flow.spans.stream()
                    .flatMap(span -> span.problems(rejected).stream())
                    .forEach(problem -> violations.add(flow + ": " + problem));
        }
        return violations;
    }

    private static void addLabel(
            CheckedFlow flow,
            String key,
            String value,
            Set<String> tokenKeys,
            List<String> violations) {
        if (key.isEmpty()) {
            violations.add(flow + ": a label has no key");
        }
        if (tokenKeys.contains(key) && !isCount(value)) {
            violations.add(
                    flow + ": the label '" + key + "' is no finite number of tokens from 0 up");
        }
    }

    /**
     * Whether a label value is a valid number of tokens. An agent ignores text that is not a
     * number, so such text is no problem.
     */
    private static boolean isCount(String value) {
        try {
            double number = Double.parseDouble(value);
            return Double.isFinite(number) && number >= 0;
        } catch (NumberFormatException e) {
            return true;
        }
    }

    static void require(String what, List<String> violations) {
        if (!violations.isEmpty()) {
            throw new AssertionError(what + ", but:\n  - " + String.join("\n  - ", violations));
        }
    }
}
