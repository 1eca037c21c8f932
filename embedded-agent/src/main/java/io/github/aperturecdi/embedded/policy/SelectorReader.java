package io.github.aperturecdi.embedded.policy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads which flows a component sees. */
final class SelectorReader {

    private static final List<String> NOT_YET =
            List.of("match_list", "match_expressions", "expression");

    private final PolicyNotes notes;

    SelectorReader(PolicyNotes notes) {
        this.notes = notes;
    }

    List<Selector> read(YamlMapping component) {
        component.require("selectors", "selectors: [{control_point: checkout}]");
        List<Selector> selectors = new ArrayList<>();
        List<@Nullable YamlMapping> blocks = component.blocks("selectors");
        if (blocks.isEmpty() && component.node("selectors") instanceof SequenceNode) {
            component.problem(
                    "selectors", PolicyTexts.missing("control_point", "- control_point: checkout"));
        }
        for (YamlMapping block : blocks) {
            if (block != null) {
                selectors.add(selector(block));
            }
        }
        return List.copyOf(selectors);
    }

    private Selector selector(YamlMapping block) {
        block.only("control_point", "service", "agent_group", "label_matcher");
        block.require("control_point", "control_point: checkout");
        String controlPoint = block.text("control_point");
        if (controlPoint != null && controlPoint.isBlank()) {
            block.problem(
                    "control_point",
                    PolicyTexts.badValue(controlPoint, "is blank", "Name the control point."));
        }
        block.text("agent_group");
        String service = block.text("service");
        if (service == null || service.isEmpty()) {
            service = Selector.ANY_SERVICE;
        }
        if (!service.equals(Selector.ANY_SERVICE)) {
            notes.serviceNeverMatches(block.line("service"), service);
        }
        YamlMapping matcher = block.block("label_matcher");
        return new Selector(
                controlPoint == null ? "" : controlPoint,
                service,
                matcher == null ? Map.of() : matchLabels(matcher));
    }

    private static Map<String, String> matchLabels(YamlMapping matcher) {
        matcher.only("match_labels", "match_list", "match_expressions", "expression");
        for (String key : NOT_YET) {
            Node node = matcher.node(key);
            boolean empty = node instanceof SequenceNode list && list.getValue().isEmpty();
            if (node != null && !empty) {
                matcher.problem(
                        key,
                        PolicyTexts.notYet("'" + key + "'", "Select with match_labels for now."));
            }
        }
        YamlMapping labels = matcher.block("match_labels");
        Map<String, String> wanted = new LinkedHashMap<>();
        if (labels != null) {
            for (String key : labels.keys()) {
                String value = labels.text(key);
                if (value != null) {
                    wanted.put(key, value);
                }
            }
        }
        return Map.copyOf(wanted);
    }
}
