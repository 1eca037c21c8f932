package io.github.aperturecdi.embedded.policy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads the body of a policy: its limiters, and what there is besides them. */
final class CircuitReader {

    /** They compute, report and scale; none of them admits or drops a flow by itself. */
    private static final Set<String> INERT =
            new TreeSet<>(
                    Set.of(
                            "gradient_controller",
                            "ema",
                            "arithmetic_combinator",
                            "decider",
                            "switcher",
                            "sma",
                            "variable",
                            "unary_operator",
                            "extrapolator",
                            "max",
                            "min",
                            "first_valid",
                            "alerter",
                            "integrator",
                            "differentiator",
                            "and",
                            "or",
                            "inverter",
                            "pulse_generator",
                            "holder",
                            "nested_signal_ingress",
                            "nested_signal_egress",
                            "signal_generator",
                            "bool_variable",
                            "pid_controller",
                            "polynomial_range_function",
                            "query",
                            "auto_scale"));

    private static final Set<String> NOT_YET =
            new TreeSet<>(
                    Set.of(
                            "quota_scheduler",
                            "concurrency_scheduler",
                            "sampler",
                            "regulator",
                            "load_ramp",
                            "load_scheduler",
                            "adaptive_load_scheduler",
                            "aimd_load_scheduler",
                            "aiad_load_scheduler",
                            "range_driven_load_scheduler",
                            "private"));

    private static final String FLOW_CONTROL = "flow_control";
    private static final String NESTED_CIRCUIT = "nested_circuit";

    private final PolicyNotes notes;
    private final LimiterReader limiters;

    CircuitReader(PolicyNotes notes) {
        this.notes = notes;
        this.limiters = new LimiterReader(new SelectorReader(notes));
    }

    List<LimiterSpec> read(YamlMapping body) {
        body.only("circuit", "resources");
        if (!body.has("circuit") && !body.has("resources")) {
            body.problem(PolicyTexts.missing("circuit", "circuit: {components: [...]}"));
        }
        YamlMapping resources = body.block("resources");
        if (resources != null) {
            resources(resources);
        }
        YamlMapping circuit = body.block("circuit");
        return circuit == null ? List.of() : circuit(circuit);
    }

    private List<LimiterSpec> circuit(YamlMapping circuit) {
        circuit.only("components", "evaluation_interval");
        List<LimiterSpec> found = new ArrayList<>();
        List<@Nullable YamlMapping> components = circuit.blocks("components");
        for (int i = 0; i < components.size(); i++) {
            YamlMapping component = components.get(i);
            if (component != null) {
                LimiterSpec limiter = component("root." + i, component);
                if (limiter != null) {
                    found.add(limiter);
                }
            }
        }
        return List.copyOf(found);
    }

    private @Nullable LimiterSpec component(String id, YamlMapping component) {
        String kind = onlyKey(component, "the components of Aperture");
        if (kind == null) {
            return null;
        }
        if (kind.equals(FLOW_CONTROL)) {
            YamlMapping flowControl = component.block(kind);
            return flowControl == null ? null : flowControl(id, flowControl);
        }
        if (kind.equals(NESTED_CIRCUIT)
                && holdsFlowControl(component.node(kind), new HashSet<>())) {
            component.problem(
                    kind,
                    PolicyTexts.notYet(
                            "flow_control components in a nested circuit",
                            "Put them into the circuit itself."));
        } else if (kind.equals(NESTED_CIRCUIT) || INERT.contains(kind)) {
            notes.inert(kind, component.line(kind));
        } else {
            Set<String> known = new TreeSet<>(INERT);
            known.addAll(List.of(FLOW_CONTROL, NESTED_CIRCUIT));
            component.problem(kind, PolicyTexts.unknownKey(kind, known));
        }
        return null;
    }

    private @Nullable LimiterSpec flowControl(String id, YamlMapping flowControl) {
        String kind = onlyKey(flowControl, "rate_limiter, concurrency_limiter");
        if (kind == null) {
            return null;
        }
        boolean known = kind.equals("rate_limiter") || kind.equals("concurrency_limiter");
        if (NOT_YET.contains(kind)) {
            flowControl.problem(
                    kind,
                    PolicyTexts.notYet(
                            "the component '" + kind + "'",
                            "Use a rate_limiter or a concurrency_limiter, or set aperture.agent.address to an"
                                    + " Aperture agent."));
        } else if (!known) {
            flowControl.problem(
                    kind,
                    PolicyTexts.unknownKey(kind, List.of("rate_limiter", "concurrency_limiter")));
        }
        YamlMapping limiter = known ? flowControl.block(kind) : null;
        if (limiter == null) {
            return null;
        }
        return kind.equals("rate_limiter")
                ? limiters.rateLimiter(id, limiter)
                : limiters.concurrencyLimiter(id, limiter);
    }

    private static @Nullable String onlyKey(YamlMapping block, String choices) {
        if (block.keys().size() != 1) {
            block.problem(PolicyTexts.notOneOf(block.keys(), choices));
            return null;
        }
        return block.keys().iterator().next();
    }

    private void resources(YamlMapping resources) {
        for (String key : resources.keys()) {
            if (!key.equals(FLOW_CONTROL)) {
                notes.inert("resources." + key, resources.line(key));
            }
        }
        YamlMapping flowControl = resources.block(FLOW_CONTROL);
        if (flowControl != null) {
            for (String key : flowControl.keys()) {
                if (!isEmpty(flowControl.node(key))) {
                    notes.inert("resources.flow_control." + key, flowControl.line(key));
                }
            }
        }
    }

    private static boolean isEmpty(@Nullable Node node) {
        return node instanceof SequenceNode list && list.getValue().isEmpty()
                || node instanceof MappingNode mapping && mapping.getValue().isEmpty();
    }

    /**
     * @param seen what has been looked at: aliases may make a circle
     */
    private static boolean holdsFlowControl(@Nullable Node node, Set<Node> seen) {
        if (node == null || !seen.add(node)) {
            return false;
        }
        if (node instanceof SequenceNode list) {
            return list.getValue().stream().anyMatch(element -> holdsFlowControl(element, seen));
        }
        if (node instanceof MappingNode mapping) {
            for (NodeTuple entry : mapping.getValue()) {
                boolean here =
                        entry.getKeyNode() instanceof ScalarNode key
                                && key.getValue().equals(FLOW_CONTROL);
                if (here || holdsFlowControl(entry.getValueNode(), seen)) {
                    return true;
                }
            }
        }
        return false;
    }
}
