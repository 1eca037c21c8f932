package io.github.aperturecdi.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FlowSummaryTest {

    private final FlowSummary summary = new FlowSummary();

    private List<String> lines() {
        return summary.ifChanged().orElseThrow().lines().toList();
    }

    @Test
    void control_points_past_the_bound_are_summed_up_together() {
        for (int i = 0; i < 100_000; i++) {
            summary.add("point-" + i, i % 2 == 0, 1e6);
        }
        summary.add("point-1", false, 3e6);

        assertThat(lines())
                .hasSize(FlowSummary.MAX_CONTROL_POINTS + 2)
                .contains("  point-1: 2 flows, 0 refused, 2.0 ms on average")
                .endsWith(
                        "  (other control points): 99900 flows, 49950 refused, 1.0 ms on average");
    }

    @Test
    void a_name_is_one_line_of_bounded_length() {
        summary.add("a\nb\r\u001b[31m\u2028\ud800", false, Double.NaN);
        summary.add("x".repeat(1_000_000), false, Double.NaN);
        summary.add("", true, Double.NaN);

        assertThat(lines())
                .containsExactly(
                        "Flows since the start, by their spans:",
                        "  : 1 flows, 1 refused",
                        "  a?b??[31m??: 1 flows, 0 refused",
                        "  " + "x".repeat(FlowSummary.MAX_NAME_LENGTH) + ": 1 flows, 0 refused");
    }

    @Test
    void it_is_told_when_there_is_something_new() {
        assertThat(summary.ifChanged()).isEmpty();
        summary.addNotOfFlow();
        assertThat(summary.ifChanged()).isPresent();
        assertThat(summary.ifChanged()).isEmpty();
    }
}
