package io.github.aperturecdi.embedded.internal.policy;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads label matchers. All parts of a label matcher must match. */
final class LabelMatcherReader {

    private static final List<String> VARIANTS =
            List.of("not", "all", "any", "label_exists", "label_equals", "label_matches");

    private static final List<String> OPERATORS = List.of("In", "NotIn", "Exists", "DoesNotExist");

    /** The limit on nested expressions. Aliases may nest expressions without end. */
    private static final int MAX_DEPTH = 100;

    private LabelMatcherReader() {}

    /** Reads the matcher in a block. An empty matcher matches all flows. */
    static LabelMatcher read(YamlMapping matcher) {
        matcher.only("match_labels", "match_list", "match_expressions", "expression");
        List<LabelMatcher> parts = new ArrayList<>();
        LabelMatcher labels = MatchLabels.of(matchLabels(matcher.optional("match_labels")));
        if (labels != LabelMatcher.ALL) {
            parts.add(labels);
        }
        List<LabelMatcher> list = requirements(matcher, "match_list");
        // The older name counts only if the newer one is absent.
        List<LabelMatcher> older = requirements(matcher, "match_expressions");
        parts.addAll(list.isEmpty() ? older : list);
        YamlMapping expression = matcher.block("expression");
        if (expression != null) {
            parts.add(expression(expression, 1));
        }
        return Conditions.All.of(parts);
    }

    private static Map<String, String> matchLabels(YamlMapping labels) {
        Map<String, String> wanted = new LinkedHashMap<>();
        for (String key : labels.keys()) {
            String value = labels.text(key);
            if (value != null) {
                wanted.put(key, value);
            }
        }
        return wanted;
    }

    private static List<LabelMatcher> requirements(YamlMapping matcher, String key) {
        List<LabelMatcher> requirements = new ArrayList<>();
        for (YamlMapping block : matcher.blocks(key)) {
            LabelMatcher requirement = block == null ? null : requirement(block);
            if (requirement != null) {
                requirements.add(requirement);
            }
        }
        return requirements;
    }

    private static @Nullable LabelMatcher requirement(YamlMapping block) {
        block.only("key", "operator", "values");
        String label = block.requiredText("key", "key: user_type");
        String operator = block.requiredText("operator", "operator: In");
        List<String> values = block.texts("values");
        boolean known = OPERATORS.contains(operator);
        boolean wantsValues = operator.endsWith("In");
        if (!known && !operator.isEmpty()) {
            block.problem(
                    "operator",
                    PolicyTexts.badValue(
                            operator,
                            "is no operator",
                            "Write one of " + String.join(", ", OPERATORS) + "."));
        } else if (known && wantsValues && values.isEmpty() && block.isEmpty("values")) {
            block.problem(PolicyTexts.missing("values", "values: [gold, silver]"));
        } else if (known && !wantsValues && !values.isEmpty()) {
            block.problem(
                    "values",
                    PolicyTexts.badValue(
                            String.join(", ", values),
                            "has no meaning with the operator " + operator,
                            "Remove the values, or write In or NotIn."));
        }
        return switch (operator) {
            case "In" -> new Conditions.OneOf(label, Set.copyOf(values));
            case "NotIn" -> new Conditions.Not(new Conditions.OneOf(label, Set.copyOf(values)));
            case "Exists" -> new Conditions.Exists(label);
            case "DoesNotExist" -> new Conditions.Not(new Conditions.Exists(label));
            default -> null;
        };
    }

    private static LabelMatcher expression(YamlMapping block, int depth) {
        if (depth > MAX_DEPTH) {
            throw new PolicyEvents.Refused(block.line(), PolicyTexts.tooDeep(MAX_DEPTH));
        }
        block.only(VARIANTS);
        if (block.keys().size() != 1) {
            block.problem(PolicyTexts.notOneOf(block.keys(), String.join(", ", VARIANTS)));
            return LabelMatcher.ALL;
        }
        String variant = block.keys().iterator().next();
        return switch (variant) {
            case "not" -> {
                YamlMapping negated = block.block(variant);
                yield negated == null
                        ? LabelMatcher.ALL
                        : new Conditions.Not(expression(negated, depth + 1));
            }
            case "all" -> Conditions.All.of(list(block.optional(variant), depth));
            case "any" -> new Conditions.Any(list(block.optional(variant), depth));
            case "label_exists" -> new Conditions.Exists(block.textOr(variant, ""));
            case "label_equals" -> labelEquals(block.optional(variant));
            case "label_matches" -> labelMatches(block.optional(variant));
            default -> LabelMatcher.ALL;
        };
    }

    private static List<LabelMatcher> list(YamlMapping list, int depth) {
        list.only("of");
        List<LabelMatcher> expressions = new ArrayList<>();
        for (YamlMapping block : list.blocks("of")) {
            if (block != null) {
                expressions.add(expression(block, depth + 1));
            }
        }
        return List.copyOf(expressions);
    }

    private static LabelMatcher labelEquals(YamlMapping block) {
        block.only("label", "value");
        return MatchLabels.of(
                Map.of(block.requiredText("label", "label: user_type"), block.textOr("value", "")));
    }

    private static LabelMatcher labelMatches(YamlMapping block) {
        block.only("label", "regex");
        String label = block.requiredText("label", "label: user_type");
        String regex = block.requiredText("regex", "regex: ^gold");
        if (!block.document().hasRoomForRegex(RegexSize.of(regex))) {
            block.problem("regex", PolicyTexts.badRegex(regex, "it is too large"));
            return LabelMatcher.ALL;
        }
        try {
            return new Conditions.Matches(label, Pattern.compile(regex));
        } catch (PatternSyntaxException e) {
            block.problem("regex", PolicyTexts.badRegex(regex, e.getDescription()));
            return LabelMatcher.ALL;
        }
    }
}
