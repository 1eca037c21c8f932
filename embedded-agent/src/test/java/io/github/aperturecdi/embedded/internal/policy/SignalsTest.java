package io.github.aperturecdi.embedded.internal.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signals that ports read: variables, and the logic between them. */
class SignalsTest {

    private static final String RAMP =
            """
                - flow_control:
                    load_ramp:
                      in_ports: {forward: {signal_name: X}}
                      parameters:
                        sampler: {selectors: [{control_point: checkout}]}
                        steps: [{target_accept_percentage: 10, duration: 60s}]
            """;

    @TempDir Path path;
    private PolicyFolder folder;

    @BeforeEach
    void openFolder() {
        folder = new PolicyFolder(path);
    }

    private static String output(String signal) {
        return "out_ports: {output: {signal_name: " + signal + "}}";
    }

    @ParameterizedTest
    @CsvSource({"'value: 7', 7, false", "'special_value: NaN', NaN, true"})
    void a_limiter_reads_a_variable(String constant, double capacity, boolean passThrough) {
        folder.with(
                "p.yaml",
                PolicyFolder.RATE_LIMITER.replace(
                                "constant_signal:\n                value: 10",
                                "signal_name: CAPACITY")
                        + "    - variable: {constant_output: {"
                        + constant
                        + "}, "
                        + output("CAPACITY")
                        + "}\n");

        RateLimiterSpec spec = (RateLimiterSpec) folder.load().get(0).limiters().get(0);

        assertThat(spec.bucketCapacity()).isEqualTo(Double.valueOf(capacity));
        assertThat(spec.scope().passThrough()).isEqualTo(passThrough);
    }

    @Test
    void a_custom_resource_sets_variables_by_their_configuration_keys() {
        folder.with(
                "p.yaml",
                PolicyFolder.resource(
                                "p",
                                PolicyFolder.RATE_LIMITER.replace(
                                                "constant_signal:\n                value: 10",
                                                "signal_name: CAPACITY")
                                        + "    - variable: {constant_output: {value: 7}, config_key: capacity, "
                                        + output("CAPACITY")
                                        + "}\n")
                        + "dynamicConfig: {capacity: {value: 9}}\n");

        assertThat(((RateLimiterSpec) folder.load().get(0).limiters().get(0)).bucketCapacity())
                .isEqualTo(9);
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{bool_variable: {constant_output: true, OUT}} | true",
                "{bool_variable: {constant_output: false, OUT}} | false",
                "{bool_variable: {OUT}} | false",
                "{variable: {constant_output: {value: 2}, OUT}} | true",
                "{and: {in_ports: {inputs: [YES, YES]}, OUT}} | true",
                "{and: {in_ports: {inputs: [YES, NO]}, OUT}} | false",
                "{and: {in_ports: {inputs: [YES, INVALID]}, OUT}} | false",
                "{and: {in_ports: {inputs: []}, OUT}} | true",
                "{or: {in_ports: {inputs: [NO, YES]}, OUT}} | true",
                "{or: {in_ports: {inputs: [INVALID, YES]}, OUT}} | true",
                "{or: {in_ports: {inputs: [INVALID, NO]}, OUT}} | false",
                "{or: {OUT}} | false",
                "{inverter: {in_ports: {input: NO}, OUT}} | true",
                "{inverter: {in_ports: {input: YES}, OUT}} | false",
                "{inverter: {in_ports: {input: INVALID}, OUT}} | false",
                "{first_valid: {in_ports: {inputs: [INVALID, YES]}, OUT}} | true",
                "{first_valid: {in_ports: {inputs: [NO, YES]}, OUT}} | false",
                // Not computed counts as invalid.
                "{first_valid: {in_ports: {inputs: [{signal_name: Z}, YES]}, OUT}} | true",
                "{inverter: {in_ports: {input: {signal_name: X}}, OUT}} | false",
            })
    void a_ramp_reads_logic(String component, boolean forward) {
        folder.with(
                "p.yaml",
                "circuit:\n  components:\n    - "
                        + component
                                .replace("OUT", output("X"))
                                .replace("YES", "{constant_signal: {value: 1}}")
                                .replace("NO", "{constant_signal: {value: 0}}")
                                .replace("INVALID", "{constant_signal: {special_value: NaN}}")
                        + "\n"
                        + RAMP);

        assertThat(((LoadRampSpec) folder.load().get(0).limiters().get(0)).forward())
                .isEqualTo(forward);
    }

    @Test
    void a_component_of_a_nested_circuit_reads_what_the_ports_of_the_circuit_bring_in() {
        folder.with(
                "p.yaml",
                """
                circuit:
                  components:
                    - bool_variable: {constant_output: true, out_ports: {output: {signal_name: STARTED}}}
                    - nested_circuit:
                        in_ports_map: {start: {signal_name: STARTED}}
                        components:
                          - nested_signal_ingress: {port_name: start, out_ports: {signal: {signal_name: X}}}
                """
                        + RAMP.indent(6));

        LimiterSpec ramp = folder.load().get(0).limiters().get(0);

        assertThat(((LoadRampSpec) ramp).forward()).isTrue();
        assertThat(ramp.scope().componentId()).isEqualTo("root.1.1.1");
    }

    @Test
    void a_mistake_in_a_signal_is_told_once() {
        folder.with(
                "p.yaml",
                "circuit:\n  components:\n    - variable: {constant_output: {value: x}, "
                        + output("X")
                        + "}\n"
                        + RAMP
                        + RAMP);

        assertThat(folder.errors()).singleElement().asString().startsWith("p.yaml:3: ");
    }

    @Test
    void a_chain_of_signals_that_goes_on_and_on_is_refused() {
        StringBuilder chain = new StringBuilder("circuit:\n  components:\n");
        for (int i = 0; i < 10_000; i++) {
            chain.append("    - inverter: {in_ports: {input: {signal_name: S")
                    .append(i + 1)
                    .append("}}, ")
                    .append(output("S" + i))
                    .append("}\n");
        }
        folder.with("p.yaml", chain.toString());

        assertThat(folder.errors()).singleElement().asString().contains("APERTURE-228");
    }
}
