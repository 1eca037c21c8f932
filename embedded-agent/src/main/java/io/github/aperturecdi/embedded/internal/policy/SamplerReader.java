package io.github.aperturecdi.embedded.internal.policy;

import io.github.aperturecdi.embedded.internal.policy.LimiterSpec.Scope;
import io.github.aperturecdi.embedded.internal.policy.LoadRampSpec.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads samplers and load ramps. */
final class SamplerReader {

    private static final double ALL = 100;

    private final PolicyNotes notes;
    private final SelectorReader selectors;

    SamplerReader(PolicyNotes notes, SelectorReader selectors) {
        this.notes = notes;
        this.selectors = selectors;
    }

    SamplerSpec sampler(String id, YamlMapping component, Signals signals) {
        component.only(
                "in_ports",
                "parameters",
                "pass_through_label_values",
                "pass_through_label_values_config_key");
        YamlMapping parameters =
                component.required(
                        "parameters", "parameters: {selectors: [{control_point: checkout}]}");
        boolean rampMode = parameters.flagOr("ramp_mode", false);
        YamlMapping ports = component.optional("in_ports");
        ports.only("accept_percentage");
        return sampler(
                id,
                parameters,
                acceptPercentage(ports, signals, rampMode),
                rampMode,
                passThroughLabelValues(component, signals));
    }

    /**
     * Reads the accept percentage as the controller does. An invalid signal admits all flows,
     * except in ramp mode; a missing signal admits none.
     */
    private static double acceptPercentage(YamlMapping ports, Signals signals, boolean rampMode) {
        Reading reading = signals.on(ports, "accept_percentage");
        if (reading == null) {
            return 0;
        }
        if (!reading.computed()) {
            YamlMapping source = ports.optional("accept_percentage");
            source.problem("signal_name", PolicyTexts.signalName(source.textOr("signal_name", "")));
        }
        if (Double.isNaN(reading.value())) {
            return rampMode ? 0 : ALL;
        }
        return Math.max(0, Math.min(ALL, reading.value()));
    }

    LoadRampSpec loadRamp(
            String id, YamlMapping component, Duration evaluationInterval, Signals signals) {
        component.only(
                "in_ports",
                "out_ports",
                "parameters",
                "pass_through_label_values",
                "pass_through_label_values_config_key");
        YamlMapping ports = component.optional("in_ports");
        ports.only("forward", "backward", "reset");
        return loadRamp(
                id,
                component.required("parameters", "parameters: {sampler: ..., steps: [...]}"),
                List.of(
                        isTrue(ports, "forward", signals),
                        isTrue(ports, "backward", signals),
                        isTrue(ports, "reset", signals)),
                evaluationInterval,
                passThroughLabelValues(component, signals));
    }

    /**
     * @param course the ports forward, backward and reset
     */
    LoadRampSpec loadRamp(
            String id,
            YamlMapping parameters,
            List<Boolean> course,
            Duration evaluationInterval,
            Set<String> passThroughLabelValues) {
        parameters.only("sampler", "steps");
        YamlMapping sampler =
                parameters.required("sampler", "sampler: {selectors: [{control_point: checkout}]}");
        return new LoadRampSpec(
                // The ramp is a nested circuit, and the sampler is its second component.
                sampler(id + ".1", sampler, 0, true, passThroughLabelValues),
                steps(parameters),
                course.get(0),
                course.get(1),
                course.get(2),
                evaluationInterval);
    }

    private SamplerSpec sampler(
            String id,
            YamlMapping parameters,
            double acceptPercentage,
            boolean rampMode,
            Set<String> passThroughLabelValues) {
        parameters.only(
                "session_label_key", "selectors", "denied_response_status_code", "ramp_mode");
        parameters.flag("ramp_mode");
        return new SamplerSpec(
                new Scope(
                        id,
                        selectors.read(parameters),
                        "",
                        "",
                        DeniedStatus.read(parameters),
                        false),
                acceptPercentage,
                parameters.textOr("session_label_key", ""),
                rampMode,
                passThroughLabelValues);
    }

    private static Set<String> passThroughLabelValues(YamlMapping component, Signals signals) {
        String key = component.textOr("pass_through_label_values_config_key", "");
        List<String> own = component.texts("pass_through_label_values");
        return Set.copyOf(
                signals.dynamicConfig().has(key) ? signals.dynamicConfig().texts(key) : own);
    }

    /**
     * Whether a port reads true. A signal that is not computed is invalid, and does not move a
     * ramp.
     */
    private boolean isTrue(YamlMapping ports, String port, Signals signals) {
        Reading reading = signals.on(ports, port);
        if (reading != null && !reading.computed()) {
            notes.notComputed(port, ports.line(port), reading.isTrue());
        }
        return reading != null && reading.isTrue();
    }

    private static List<Step> steps(YamlMapping parameters) {
        parameters.require("steps", "steps: [{target_accept_percentage: 100, duration: 60s}]");
        List<Step> steps = new ArrayList<>();
        for (YamlMapping block : parameters.blocks("steps")) {
            if (block != null) {
                steps.add(step(block));
            }
        }
        if (parameters.has("steps") && parameters.isEmpty("steps")) {
            parameters.problem(
                    "steps",
                    PolicyTexts.missing(
                            "duration", "- {target_accept_percentage: 100, duration: 60s}"));
        }
        return List.copyOf(steps);
    }

    private static Step step(YamlMapping block) {
        block.only("target_accept_percentage", "duration");
        block.require("duration", "duration: 60s");
        double target = block.numberOr("target_accept_percentage", 0, 0);
        if (target > ALL) {
            block.problem(
                    "target_accept_percentage",
                    PolicyTexts.badValue(
                            String.valueOf(target), "is more than 100", "Write 0 to 100."));
        }
        Duration duration = block.duration("duration");
        return new Step(target, duration == null ? Duration.ZERO : duration);
    }
}
