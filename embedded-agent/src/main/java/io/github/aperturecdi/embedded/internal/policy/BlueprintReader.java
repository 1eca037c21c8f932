package io.github.aperturecdi.embedded.internal.policy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values of a blueprint as the policy that Aperture generates from them. The ids of the
 * components are those in the generated policy.
 */
final class BlueprintReader {

    /** The blueprints, each with the name of the block that holds its values. */
    private static final Map<String, String> BLOCKS = new LinkedHashMap<>();

    static {
        BLOCKS.put("rate-limiting/base", "rate_limiter");
        BLOCKS.put("quota-scheduling/base", "quota_scheduler");
        BLOCKS.put("concurrency-limiting/base", "concurrency_limiter");
        BLOCKS.put("concurrency-scheduling/base", "concurrency_scheduler");
        BLOCKS.put("load-ramping/base", "load_ramp");
    }

    private static final String LIMITER_ID = "root.0";

    /**
     * The index of the first component after the limiter. A generated policy has a decider and an
     * alerter there.
     */
    private static final int AFTER_LIMITER = 3;

    /** The number of components in front of a load ramp, without those of the drivers. */
    private static final int BEFORE_RAMP = 10;

    private static final List<String> DRIVERS =
            List.of("promql_drivers", "average_latency_drivers", "percentile_latency_drivers");

    private final PolicyNotes notes;
    private final LimiterReader limiters;
    private final SamplerReader samplers;
    private final CircuitReader circuits;

    BlueprintReader(
            PolicyNotes notes,
            LimiterReader limiters,
            SamplerReader samplers,
            CircuitReader circuits) {
        this.notes = notes;
        this.limiters = limiters;
        this.samplers = samplers;
        this.circuits = circuits;
    }

    static @Nullable String policyName(YamlMapping top) {
        YamlMapping policy = top.required("policy", "policy: {policy_name: my-policy}");
        String name = policy.requiredText("policy_name", "policy_name: my-policy");
        return name.isBlank() ? null : name;
    }

    List<LimiterSpec> read(YamlMapping top) {
        top.only("blueprint", "uri", "policy");
        String blueprint = top.textOr("blueprint", "");
        String block = BLOCKS.get(blueprint);
        if (block == null) {
            top.problem("blueprint", PolicyTexts.unknownBlueprint(blueprint, BLOCKS.keySet()));
            return List.of();
        }
        YamlMapping policy = top.optional("policy");
        boolean ramp = block.equals("load_ramp");
        List<String> known =
                new ArrayList<>(List.of("policy_name", "components", "resources", block));
        if (ramp) {
            known.addAll(List.of("drivers", "start", "kubelet_metrics"));
        }
        policy.only(known);
        circuits.resources(policy.optional("resources"));
        YamlMapping values = policy.required(block, block + ": {...}");
        Drivers drivers = ramp ? drivers(policy) : new Drivers(0, false);
        List<LimiterSpec> all = new ArrayList<>();
        all.add(ramp ? loadRamp(policy, values, drivers) : limiter(block, values));
        all.addAll(
                circuits.components(
                        policy.blocks("components"),
                        ramp ? drivers.beforeRamp() + 1 : AFTER_LIMITER,
                        CircuitReader.EVALUATION_INTERVAL,
                        top.optional("dynamicConfig")));
        return List.copyOf(all);
    }

    private LimiterSpec limiter(String block, YamlMapping values) {
        if (values.has("alerter")) {
            notes.inert("alerter", values.line("alerter"));
        }
        LimiterReader.Amounts amounts = new Values(values);
        return switch (block) {
            case "rate_limiter" -> {
                values.only(
                        "bucket_capacity",
                        "fill_amount",
                        "parameters",
                        "request_parameters",
                        "selectors",
                        "alerter");
                yield limiters.rateLimiter(LIMITER_ID, values, amounts);
            }
            case "quota_scheduler" -> {
                values.only(
                        "bucket_capacity",
                        "fill_amount",
                        "rate_limiter",
                        "scheduler",
                        "selectors",
                        "alerter");
                yield limiters.quotaScheduler(LIMITER_ID, values, amounts);
            }
            case "concurrency_limiter" -> {
                values.only(
                        "max_concurrency",
                        "parameters",
                        "request_parameters",
                        "selectors",
                        "alerter");
                yield limiters.concurrencyLimiter(LIMITER_ID, values, amounts);
            }
            default -> {
                values.only(
                        "max_concurrency",
                        "concurrency_limiter",
                        "scheduler",
                        "selectors",
                        "alerter");
                yield limiters.concurrencyScheduler(LIMITER_ID, values, amounts);
            }
        };
    }

    /**
     * Reads a load ramp. Without a driver for the forward direction, a started ramp moves forward.
     */
    private LimiterSpec loadRamp(YamlMapping policy, YamlMapping values, Drivers drivers) {
        boolean forward = policy.flagOr("start", false) && !drivers.forward();
        return samplers.loadRamp(
                "root." + drivers.beforeRamp(),
                values,
                List.of(forward, false, false),
                CircuitReader.EVALUATION_INTERVAL,
                Set.of());
    }

    /**
     * The drivers of a ramp, which compare metrics with thresholds.
     *
     * @param components the number of their components in the circuit
     * @param forward whether any driver controls the forward direction
     */
    private record Drivers(int components, boolean forward) {

        int beforeRamp() {
            return components + BEFORE_RAMP + (forward ? 1 : 0);
        }
    }

    private Drivers drivers(YamlMapping policy) {
        YamlMapping drivers = policy.optional("drivers");
        drivers.only(DRIVERS);
        int components = 0;
        boolean forward = false;
        for (String kind : DRIVERS) {
            if (!drivers.isEmpty(kind)) {
                notes.inert("policy.drivers." + kind, drivers.line(kind));
            }
            for (YamlMapping driver : drivers.blocks(kind)) {
                YamlMapping criteria =
                        driver == null ? drivers.optional("criteria") : driver.optional("criteria");
                criteria.only("forward", "backward", "reset");
                // A driver has a query, and a decider for each criterion.
                components += 1 + criteria.keys().size();
                forward |= criteria.has("forward");
            }
        }
        return new Drivers(components, forward);
    }

    /** A limiter's numbers that are plain values. */
    private record Values(YamlMapping values) implements LimiterReader.Amounts {

        @Override
        public double amount(String name) {
            values.require(name, name + ": 10");
            return values.numberOr(name, 0, Double.NaN);
        }

        @Override
        public boolean passThrough() {
            return false;
        }
    }
}
