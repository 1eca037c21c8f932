package io.github.aperturecdi.embedded.internal.policy;

import java.time.Duration;
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

/** Reads the body of a policy: its limiters and its other components. */
final class CircuitReader {

    /**
     * The components that compute, report or scale. They do not admit or drop flows by themselves.
     */
    private static final Set<String> INERT =
            new TreeSet<>(
                    Set.of(
                            "gradient_controller",
                            "ema",
                            "arithmetic_combinator",
                            "decider",
                            "switcher",
                            "sma",
                            "unary_operator",
                            "extrapolator",
                            "max",
                            "min",
                            "alerter",
                            "integrator",
                            "differentiator",
                            "pulse_generator",
                            "holder",
                            "nested_signal_egress",
                            "signal_generator",
                            "pid_controller",
                            "polynomial_range_function",
                            "query",
                            "auto_scale"));

    private static final Set<String> ENFORCED =
            new TreeSet<>(
                    Set.of(
                            "rate_limiter",
                            "concurrency_limiter",
                            "quota_scheduler",
                            "concurrency_scheduler",
                            "sampler",
                            "load_ramp"));

    /** The flow control components that depend on measurements by Prometheus. */
    private static final Set<String> INERT_FLOW_CONTROL =
            new TreeSet<>(
                    Set.of(
                            "load_scheduler",
                            "adaptive_load_scheduler",
                            "aimd_load_scheduler",
                            "aiad_load_scheduler",
                            "range_driven_load_scheduler",
                            "private"));

    private static final String FLOW_CONTROL = "flow_control";
    private static final String NESTED_CIRCUIT = "nested_circuit";

    /** The limit on nested circuits. Aliases may nest circuits without end. */
    private static final int MAX_DEPTH = 20;

    /** Aperture's default evaluation interval. */
    static final Duration EVALUATION_INTERVAL = Duration.ofSeconds(1);

    private final PolicyNotes notes;
    private final LimiterReader limiters;
    private final SamplerReader samplers;

    CircuitReader(PolicyNotes notes, LimiterReader limiters, SamplerReader samplers) {
        this.notes = notes;
        this.limiters = limiters;
        this.samplers = samplers;
    }

    /**
     * @param dynamicConfig the values of configuration keys
     */
    List<LimiterSpec> read(YamlMapping body, YamlMapping dynamicConfig) {
        body.only("circuit", "resources");
        if (!body.has("circuit") && !body.has("resources")) {
            body.problem(PolicyTexts.missing("circuit", "circuit: {components: [...]}"));
        }
        resources(body.optional("resources"));
        YamlMapping circuit = body.optional("circuit");
        circuit.only("components", "evaluation_interval");
        Duration interval = circuit.duration("evaluation_interval");
        if (interval != null && interval.isZero()) {
            circuit.problem(
                    "evaluation_interval",
                    PolicyTexts.badValue("0", "is not positive", "Write a time such as 1s."));
        }
        return components(
                circuit.blocks("components"),
                0,
                interval == null || interval.isZero() ? EVALUATION_INTERVAL : interval,
                dynamicConfig);
    }

    /**
     * The context of a circuit's components.
     *
     * @param prefix the prefix of the components' ids
     * @param first the index of the first component in the circuit
     * @param depth the number of enclosing circuits
     */
    private record Circuit(
            String prefix,
            int first,
            int depth,
            Duration evaluationInterval,
            YamlMapping dynamicConfig,
            Signals signals) {}

    /**
     * @param first the index of the first component in the circuit
     */
    List<LimiterSpec> components(
            List<@Nullable YamlMapping> components,
            int first,
            Duration evaluationInterval,
            YamlMapping dynamicConfig) {
        Signals signals = new Signals(components, dynamicConfig, port -> null);
        List<LimiterSpec> found = new ArrayList<>();
        components(
                components,
                new Circuit("root.", first, 0, evaluationInterval, dynamicConfig, signals),
                found);
        return List.copyOf(found);
    }

    private void components(
            List<@Nullable YamlMapping> components, Circuit circuit, List<LimiterSpec> found) {
        for (int i = 0; i < components.size(); i++) {
            YamlMapping component = components.get(i);
            if (component != null) {
                component(circuit.prefix() + (circuit.first() + i), component, circuit, found);
            }
        }
    }

    private void component(
            String id, YamlMapping component, Circuit circuit, List<LimiterSpec> found) {
        String kind = onlyKey(component, "the components of Aperture");
        if (kind == null) {
            return;
        }
        YamlMapping block =
                kind.equals(FLOW_CONTROL) || kind.equals(NESTED_CIRCUIT)
                        ? component.block(kind)
                        : null;
        if (block != null && kind.equals(FLOW_CONTROL)) {
            LimiterSpec limiter = flowControl(id, block, circuit);
            if (limiter != null) {
                found.add(limiter);
            }
        } else if (block != null && holdsFlowControl(component, kind)) {
            nested(id, block, circuit, found);
        } else if (kind.equals(NESTED_CIRCUIT) || INERT.contains(kind)) {
            notes.inert(kind, component.line(kind));
        } else if (!Signals.COMPUTED.contains(kind) && !kind.equals(FLOW_CONTROL)) {
            Set<String> known = new TreeSet<>(INERT);
            known.addAll(Signals.COMPUTED);
            known.addAll(List.of(FLOW_CONTROL, NESTED_CIRCUIT));
            component.problem(kind, PolicyTexts.unknownKey(kind, known));
        }
    }

    /** Reads a nested circuit. It sees the signals of its ports. */
    private void nested(String id, YamlMapping nested, Circuit outer, List<LimiterSpec> found) {
        if (outer.depth() == MAX_DEPTH) {
            throw new PolicyEvents.Refused(nested.line(), PolicyTexts.tooDeep(MAX_DEPTH));
        }
        nested.only("in_ports_map", "out_ports_map", "components");
        YamlMapping ports = nested.optional("in_ports_map");
        List<@Nullable YamlMapping> components = nested.blocks("components");
        Signals signals =
                new Signals(
                        components, outer.dynamicConfig(), port -> outer.signals().on(ports, port));
        components(
                components,
                new Circuit(
                        id + ".",
                        0,
                        outer.depth() + 1,
                        outer.evaluationInterval(),
                        outer.dynamicConfig(),
                        signals),
                found);
    }

    private @Nullable LimiterSpec flowControl(String id, YamlMapping flowControl, Circuit circuit) {
        Signals signals = circuit.signals();
        String kind = onlyKey(flowControl, String.join(", ", ENFORCED));
        if (kind == null) {
            return null;
        }
        if (INERT_FLOW_CONTROL.contains(kind)) {
            notes.inert(kind, flowControl.line(kind));
            return null;
        }
        if (!ENFORCED.contains(kind)) {
            Set<String> known = new TreeSet<>(ENFORCED);
            known.addAll(INERT_FLOW_CONTROL);
            flowControl.problem(kind, PolicyTexts.unknownKey(kind, known));
            return null;
        }
        YamlMapping component = flowControl.block(kind);
        if (component == null) {
            return null;
        }
        return switch (kind) {
            case "rate_limiter" -> limiters.rateLimiter(id, component, signals);
            case "concurrency_limiter" -> limiters.concurrencyLimiter(id, component, signals);
            case "quota_scheduler" -> limiters.quotaScheduler(id, component, signals);
            case "concurrency_scheduler" -> limiters.concurrencyScheduler(id, component, signals);
            case "sampler" -> samplers.sampler(id, component, signals);
            default -> samplers.loadRamp(id, component, circuit.evaluationInterval(), signals);
        };
    }

    private static @Nullable String onlyKey(YamlMapping block, String choices) {
        if (block.keys().size() != 1) {
            block.problem(PolicyTexts.notOneOf(block.keys(), choices));
            return null;
        }
        return block.keys().iterator().next();
    }

    void resources(YamlMapping resources) {
        resources.only("flow_control", "infra_meters", "telemetry_collectors");
        for (String key : resources.keys()) {
            if (!key.equals(FLOW_CONTROL) && !resources.isEmpty(key)) {
                notes.inert("resources." + key, resources.line(key));
            }
        }
        YamlMapping flowControl = resources.optional(FLOW_CONTROL);
        flowControl.only("classifiers", "flux_meters");
        for (String key : flowControl.keys()) {
            if (!flowControl.isEmpty(key)) {
                notes.inert("resources.flow_control." + key, flowControl.line(key));
            }
        }
    }

    private static boolean holdsFlowControl(YamlMapping component, String kind) {
        Node node = component.node(kind);
        return node != null
                && holdsFlowControl(node, 0, new HashSet<>(), component.document().entries());
    }

    /**
     * @param seen the visited nodes, as aliases may form a cycle
     * @param visits counts the visits, as aliases may multiply them
     */
    private static boolean holdsFlowControl(Node node, int depth, Set<Node> seen, Entries visits) {
        if (!seen.add(node)) {
            return false;
        }
        PolicyEvents.checkDepth(node, depth);
        visits.count(node, 1);
        if (node instanceof SequenceNode list) {
            for (Node element : list.getValue()) {
                if (holdsFlowControl(element, depth + 1, seen, visits)) {
                    return true;
                }
            }
        }
        if (node instanceof MappingNode mapping) {
            for (NodeTuple entry : mapping.getValue()) {
                boolean here =
                        entry.getKeyNode() instanceof ScalarNode key
                                && key.getValue().equals(FLOW_CONTROL);
                if (here || holdsFlowControl(entry.getValueNode(), depth + 1, seen, visits)) {
                    return true;
                }
            }
        }
        return false;
    }
}
