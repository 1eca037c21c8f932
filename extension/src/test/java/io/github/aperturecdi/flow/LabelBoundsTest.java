package io.github.aperturecdi.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.aperturecdi.testing.StubAgent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No size of a label opens the door. */
class LabelBoundsTest {

    private static final String HALF = "\uD83D";
    private static final String PAIR = "\uD83D\uDE00";

    private final LabelBounds bounds = new LabelBounds(100);

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(
                        MessageDigest.getInstance("SHA-256")
                                .digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void a_request_within_the_bounds_stays_itself() {
        FlowRequest request =
                FlowRequest.at("a").label("k", "v".repeat(100)).label("p", PAIR.repeat(50)).build();
        assertThat(bounds.bounded(request)).isSameAs(request);
    }

    @Test
    void a_longer_value_becomes_its_beginning_and_a_hash_of_the_whole() throws Exception {
        String value = "0123456789".repeat(500_000);
        assertThat(bounds.bounded(value))
                .hasSize(100)
                .isEqualTo(value.substring(0, 36) + sha256(value));
    }

    @Test
    void values_that_differ_at_the_end_stay_different() {
        String same = "x".repeat(2_000);
        assertThat(bounds.bounded(same + "a"))
                .isNotEqualTo(bounds.bounded(same + "b"))
                .isEqualTo(bounds.bounded(same + "a"));
    }

    @Test
    void no_value_stands_for_another_that_was_shortened() {
        for (String value :
                List.of(
                        "x".repeat(101),
                        "x" + PAIR.repeat(60),
                        HALF,
                        "ann" + HALF,
                        "x".repeat(70) + HALF)) {
            String shortened = bounds.bounded(value);
            assertThat(bounds.bounded(shortened))
                    .as("a value that is written as %s", shortened)
                    .isNotEqualTo(shortened)
                    .hasSizeLessThanOrEqualTo(100);
        }
    }

    /** A replacement is one character shorter than the bound if a pair did not fit. */
    @ParameterizedTest
    @ValueSource(ints = {64, 65, 66, 99, 100})
    void a_value_that_is_as_long_as_a_replacement_and_ends_in_a_hash_is_replaced(int maxLength)
            throws Exception {
        LabelBounds bounds = new LabelBounds(maxLength);
        for (int length : new int[] {maxLength - 1, maxLength}) {
            if (length >= 64) {
                String value = "x".repeat(length - 64) + sha256("ann");
                assertThat(bounds.bounded(value)).isNotEqualTo(value);
            }
        }
    }

    @Test
    void the_end_of_a_value_with_half_a_pair_is_part_of_its_hash() {
        assertThat(bounds.bounded(HALF + "a")).isNotEqualTo(bounds.bounded(HALF + "b"));
    }

    /** The two have the same bytes, one in UTF-16, the other in UTF-8. */
    @Test
    void half_a_pair_has_not_the_hash_of_a_value_with_the_same_bytes() throws Exception {
        assertThat(bounds.bounded("\uD880")).doesNotContain(sha256("\u0600"));
    }

    @Test
    void a_character_beside_the_surrogates_stays() {
        assertThat(new LabelBounds(66).bounded("\uD7FF\uE000" + HALF))
                .startsWith("\uD7FF\uE000")
                .hasSize(66);
        assertThat(new LabelBounds(66).bounded("\uD800x\uDFFF")).startsWith("\uFFFDx").hasSize(66);
        assertThat(new LabelBounds(66).bounded("\uDFFFx\uD800")).startsWith("\uFFFDx");
    }

    @Test
    void a_hash_of_the_application_stays_itself() throws Exception {
        assertThat(bounds.bounded(sha256("ann"))).isEqualTo(sha256("ann"));
        assertThat(bounds.bounded("key-" + sha256("ann"))).isEqualTo("key-" + sha256("ann"));
    }

    @Test
    void a_pair_is_not_cut_in_two() throws Exception {
        String value = "x" + PAIR.repeat(60);
        assertThat(bounds.bounded(value)).isEqualTo("x" + PAIR.repeat(17) + sha256(value));
    }

    /** UTF-8 has nothing for half a pair: all of these would arrive as the same text. */
    @Test
    void values_with_half_a_pair_stay_different_and_can_be_sent() {
        List<String> values =
                List.of(HALF, "\uD83E", "\uDE00", "\uDE00" + HALF, "?", "\uFFFD", PAIR, HALF + "a");
        Set<String> sent = new HashSet<>();
        for (String value : values) {
            String bounded = bounds.bounded(value);
            sent.add(new String(bounded.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
            assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(bounded)).isTrue();
            assertThat(bounded).hasSizeLessThanOrEqualTo(100);
        }
        assertThat(sent).hasSameSizeAs(values);
    }

    @Test
    void the_least_length_leaves_the_hash() throws Exception {
        assertThat(new LabelBounds(64).bounded("y".repeat(65))).isEqualTo(sha256("y".repeat(65)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"surroundings", "client", "constant", "control point", "request"})
    void every_source_is_bounded(String source) {
        StubAgent agent = new StubAgent();
        Map<String, String> huge = Map.of("k", "v".repeat(5 << 20));
        Map<String, Map<String, String>> sources = new HashMap<>();
        List.of("surroundings", "client", "constant", "control point", "request")
                .forEach(name -> sources.put(name, name.equals(source) ? huge : Map.of()));
        ControlPointSettings settings =
                new ControlPointSettings(
                        Mode.ENFORCE,
                        null,
                        FlowControl.DEFAULT_TIMEOUT,
                        null,
                        OnUnreachable.ADMIT,
                        false,
                        sources.get("control point"));
        FlowRequestBuilder request = FlowRequest.at("a").constants(sources.get("constant"));
        sources.get("request").forEach(request::label);
        try (FlowControl flows =
                FlowControl.builder()
                        .agent(agent)
                        .settings(controlPoint -> settings)
                        .labels((controlPoint, all) -> all.putAll(sources.get("surroundings")))
                        .clientLabels((controlPoint, all) -> all.putAll(sources.get("client")))
                        .build()) {
            flows.start(request.build()).close();
        }
        assertThat(agent.checks.get(0).labels().get("k")).hasSize(1_024).startsWith("vvv");
    }

    @Test
    @SuppressWarnings("NullAway")
    void a_null_of_the_surroundings_is_no_label() {
        StubAgent agent = new StubAgent();
        AmbientLabels nulls =
                (controlPoint, labels) -> {
                    labels.put("k", null);
                    labels.put(null, "v");
                    labels.put("tier", "gold");
                };
        try (FlowControl flows = FlowControl.builder().agent(agent).labels(nulls).build()) {
            flows.start(FlowRequest.at("a").label("user", "ann").build()).close();
        }
        assertThat(agent.checks.get(0).labels()).isEqualTo(Map.of("tier", "gold", "user", "ann"));
    }

    @Test
    void the_length_can_be_set_and_has_room_for_the_hash() {
        StubAgent agent = new StubAgent();
        try (FlowControl flows = FlowControl.builder().agent(agent).maxLabelLength(64).build()) {
            flows.start(FlowRequest.at("a").label("k", "v".repeat(65)).build()).close();
        }
        assertThat(agent.checks.get(0).labels().get("k")).hasSize(64);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FlowControl.builder().maxLabelLength(63))
                .withMessageContainingAll("APERTURE-516", "63", "64");
    }
}
