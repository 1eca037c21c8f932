package io.github.aperturecdi.embedded.internal.policy;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The conditions of label matchers. They are compiled when their policy is read. */
final class Conditions {

    /** True when every condition holds. An empty list matches all flows. */
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
            // By index, to save every flow an iterator.
            for (int i = 0; i < of.size(); i++) {
                if (!of.get(i).matches(labels)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** True when at least one condition holds. An empty list matches no flow. */
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

    /** True when the condition does not hold, also because the label is missing. */
    record Not(LabelMatcher condition) implements LabelMatcher {

        @Override
        public boolean matches(Map<String, String> labels) {
            return !condition.matches(labels);
        }
    }

    /** True when the flow has the label, with any value. */
    record Exists(String label) implements LabelMatcher {

        @Override
        public boolean matches(Map<String, String> labels) {
            return labels.get(label) != null;
        }
    }

    /** True when the label has one of the values. */
    record OneOf(String label, Set<String> values) implements LabelMatcher {

        @Override
        public boolean matches(Map<String, String> labels) {
            String value = labels.get(label);
            return value != null && values.contains(value);
        }
    }

    /**
     * True when the expression matches a part of the label's value. Matching takes time linear in
     * the value's length for every expression.
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
