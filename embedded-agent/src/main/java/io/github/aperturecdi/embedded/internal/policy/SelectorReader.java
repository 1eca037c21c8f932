package io.github.aperturecdi.embedded.internal.policy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads the selectors of a component. */
final class SelectorReader {

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
        String controlPoint = block.requiredText("control_point", "control_point: checkout");
        block.text("agent_group");
        String service = block.text("service");
        if (service == null || service.isEmpty()) {
            service = Selector.ANY_SERVICE;
        }
        if (!service.equals(Selector.ANY_SERVICE)) {
            notes.serviceNeverMatches(block.line("service"), service);
        }
        return new Selector(
                controlPoint, service, LabelMatcherReader.read(block.optional("label_matcher")));
    }
}
