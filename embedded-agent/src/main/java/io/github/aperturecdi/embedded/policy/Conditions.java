package io.github.aperturecdi.embedded.policy;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The conditions that label matchers combine. Each is compiled when its policy is read. */
final class Conditions {

    /** Every condition holds; without any, all flows match. */
    record All(List<LabelMatcher> of) implements LabelMatcher {

        static LabelMatcher of(List<LabelMatcher> conditions) {
            return switch (conditions.size()) {
                case 0 -> ALL;
                case 1 -> conditions.get(0);
                default -> new All(List.copyOf(conditions));
            };
        }

        @Override
        public boolean matches(Map<String, String> labels) {
            // By index: this is on the path of every flow, which needs no iterator.
            for (int i = 0; i < of.size(); i++) {
                if (!of.get(i).matches(labels)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** At least one condition holds; without any, no flow matches. */
    record Any(List<LabelMatcher> of) implements LabelMatcher {

        @Override
        public boolean matches(Map<String, String> labels) {
            for (int i = 0; i < of.size(); i++) {
                if (of.get(i).matches(labels)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** The condition does not hold, which it does not for a label that is missing. */
    record Not(LabelMatcher condition) implements LabelMatcher {

        @Override
        public boolean matches(Map<String, String> labels) {
            return !condition.matches(labels);
        }
    }

    /** The label is there, with any value. */
    record Exists(String label) implements LabelMatcher {

        @Override
        public boolean matches(Map<String, String> labels) {
            return labels.get(label) != null;
        }
    }

    /** The label has one of the values. */
    record OneOf(String label, Set<String> values) implements LabelMatcher {

        @Override
        public boolean matches(Map<String, String> labels) {
            String value = labels.get(label);
            return value != null && values.contains(value);
        }
    }

    /**
     * The label's value has a part that the expression matches. The engine takes time that is
     * linear in the value's length, whatever the expression.
     */
    record Matches(String label, Pattern regex) implements LabelMatcher {

        @Override
        public boolean matches(Map<String, String> labels) {
            String value = labels.get(label);
            return value != null && regex.matcher(value).find();
        }
    }

    private Conditions() {}
}
