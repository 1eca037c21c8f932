package io.github.aperturecdi.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.flow.ControlPointSettings;
import io.github.aperturecdi.flow.Mode;
import io.github.aperturecdi.flow.OnUnreachable;
import io.github.aperturecdi.internal.FirstOfEach;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings follow their source. */
class LiveSettingsTest extends SettingsOfSource {

    @Test
    void a_bad_value_in_the_other_spelling_leaves_the_last_good_one() {
        source.values.put("aperture.control-point.a.mode", "shadow");
        start("a");
        source.values.put("aperture.control-point.\"a\".mode", "shdow");
        refresh();
        assertThat(at("a").mode()).isEqualTo(Mode.SHADOW);
    }

    @Test
    void a_blank_name_is_no_control_points() {
        assertThat(ControlPointKey.parse("aperture.control-point.\" \".mode")).isNull();
    }

    @Test
    void without_a_word_the_defaults_hold() {
        start();
        assertThat(at("a"))
                .isEqualTo(
                        new ControlPointSettings(
                                Mode.ENFORCE,
                                null,
                                Duration.ofMillis(200),
                                null,
                                OnUnreachable.ADMIT,
                                false,
                                Map.of()));
    }

    @Test
    void every_key_is_read_at_the_start() {
        source.values.putAll(
                Map.of(
                        "aperture.mode", "shadow",
                        "aperture.timeout", "3s",
                        "aperture.on-unreachable", "reject",
                        "aperture.enable.ramp.mode", "true",
                        "aperture.control-point.\"a\".mode", "OFF",
                        "aperture.control-point.\"a\".timeout", "PT4S",
                        "aperture.control-point.\"a\".on-unreachable", "admit",
                        "aperture.control-point.\"a\".labels.tier", "gold",
                        "aperture.control-point.a.labels.dotted.key", "x",
                        "aperture.control-point.a.labels.\"quoted.key\"", "y"));
        start();
        assertThat(at("a"))
                .isEqualTo(
                        new ControlPointSettings(
                                Mode.OFF,
                                Duration.ofSeconds(4),
                                Duration.ofSeconds(3),
                                OnUnreachable.ADMIT,
                                OnUnreachable.REJECT,
                                true,
                                Map.of("tier", "gold", "dotted.key", "x", "quoted.key", "y")));
        assertThat(at("other"))
                .isEqualTo(settings.others())
                .isEqualTo(
                        new ControlPointSettings(
                                Mode.SHADOW,
                                null,
                                Duration.ofSeconds(3),
                                null,
                                OnUnreachable.REJECT,
                                true,
                                Map.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "checkout, aperture.control-point.checkout.mode",
        "checkout, aperture.control-point.\"checkout\".mode",
        "Shop.order, aperture.control-point.\"Shop.order\".mode",
        "two words/x, aperture.control-point.two words/x.mode"
    })
    void names_of_control_points(String name, String key) {
        source.values.put(key, "off");
        start();
        assertThat(at(name).mode()).isEqualTo(Mode.OFF);
        assertThat(at("Shop").mode()).isEqualTo(Mode.ENFORCE);
    }

    @Test
    void the_quoted_name_beats_the_other() {
        source.values.put("aperture.control-point.a.mode", "off");
        source.values.put("aperture.control-point.\"a\".mode", "shadow");
        start();
        assertThat(at("a").mode()).isEqualTo(Mode.SHADOW);
    }

    @ParameterizedTest
    @CsvSource({
        "checkout, APERTURE_CONTROL_POINT__CHECKOUT__MODE",
        "checkout, APERTURE_CONTROL_POINT_CHECKOUT_MODE",
        "Shop.order, APERTURE_CONTROL_POINT__SHOP_ORDER__MODE",
        "anything, APERTURE_MODE"
    })
    void environment_variables(String declared, String variable) {
        var config =
                new SmallRyeConfigBuilder()
                        .withSources(
                                new EnvConfigSource(
                                        Map.of(
                                                variable,
                                                "off",
                                                "APERTURE_ENABLE_RAMP_MODE",
                                                "true"),
                                        300))
                        .build();
        settings = new LiveSettings(config, Set.of(declared), waiting::add, now);
        assertThat(at(declared).mode()).isEqualTo(Mode.OFF);
        assertThat(at(declared).rampMode()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "checkout, APERTURE_CONTROL_POINT__CHECKOUT__LABELS_TIER, tier",
        "checkout, APERTURE_CONTROL_POINT_CHECKOUT_LABELS_TIER, tier",
        "checkout, APERTURE_CONTROL_POINT_CHECKOUT_LABELS_USER_ID, user_id",
        "Shop.order, APERTURE_CONTROL_POINT__SHOP_ORDER__LABELS_CUSTOMER_TIER, customer_tier"
    })
    void a_label_from_an_environment_variable(String declared, String variable, String label) {
        settings =
                new LiveSettings(
                        environment(variable, "gold"), Set.of(declared), waiting::add, now);
        assertThat(at(declared).labels()).isEqualTo(Map.of(label, "gold"));
        assertThat(at("other").labels()).isEmpty();
    }

    @Test
    void a_variable_that_ends_where_a_labels_key_begins_is_no_label() {
        settings =
                new LiveSettings(
                        environment("APERTURE_CONTROL_POINT_A_LABELS_", "v"),
                        Set.of("a"),
                        waiting::add,
                        now);
        assertThat(at("a").labels()).isEmpty();
    }

    private static Config environment(String variable, String value) {
        return new SmallRyeConfigBuilder()
                .withSources(new EnvConfigSource(Map.of(variable, value), 300))
                .build();
    }

    /** Its control point becomes known by its first flow. */
    @Test
    void a_label_from_an_environment_variable_is_in_no_log() {
        settings =
                new LiveSettings(
                        environment("APERTURE_CONTROL_POINT__A__LABELS_TIER", "s3cret"),
                        Set.of(),
                        waiting::add,
                        now);
        assertThat(at("a").labels()).isEmpty();
        runWaiting();
        assertThat(at("a").labels()).isEqualTo(Map.of("tier", "s3cret"));
        assertThat(log.messages())
                .singleElement(InstanceOfAssertFactories.STRING)
                .contains("APERTURE-408", "labels.tier")
                .doesNotContain("s3cret");
    }

    @ParameterizedTest
    @CsvSource({"100, from the environment", "400, from the property"})
    void a_propertys_label_keeps_its_spelling_and_the_higher_source_gives_the_value(
            int ordinal, String value) {
        Config config =
                new SmallRyeConfigBuilder()
                        .withSources(
                                new PropertiesConfigSource(
                                        Map.of(
                                                "aperture.control-point.a.labels.Customer-Tier",
                                                "from the property"),
                                        "test",
                                        ordinal),
                                new EnvConfigSource(
                                        Map.of(
                                                "APERTURE_CONTROL_POINT_A_LABELS_CUSTOMER_TIER",
                                                "from the environment"),
                                        300))
                        .build();
        settings = new LiveSettings(config, Set.of("a"), waiting::add, now);
        assertThat(at("a").labels()).isEqualTo(Map.of("Customer-Tier", value));
    }

    @ParameterizedTest
    @CsvSource({
        "aperture.control-point.a.labels.k, a",
        "aperture.control-point.\"new\".labels.k, new",
        "%prod.aperture.control-point.a.labels.k, a"
    })
    void a_label_that_is_added_later_is_followed(String key, String controlPoint) {
        // SmallRye remembers what it has listed once there is something.
        source.values.put("aperture.mode", "enforce");
        start("a");
        assertThat(at("a").labels()).isEmpty();
        source.values.put(key, "v");
        refresh();
        assertThat(at(controlPoint).labels()).isEqualTo(Map.of("k", "v"));
        source.values.remove(key);
        refresh();
        assertThat(at(controlPoint).labels()).isEmpty();
    }

    @Test
    void a_control_point_that_is_set_later_is_known_before_its_first_flow() {
        source.values.put("aperture.mode", "enforce");
        start("a");
        source.values.put("aperture.control-point.\"new\".on-unreachable", "reject");
        source.values.put("%test.aperture.control-point.\"elsewhere\".mode", "off");
        refresh();
        assertThat(settings.named()).contains("a", "new").doesNotContain("elsewhere");
        assertThat(settings.at("new").onUnreachable()).isEqualTo(OnUnreachable.REJECT);
    }

    @Test
    void a_source_that_cannot_list_leaves_everything() {
        source.values.put("aperture.mode", "off");
        start("a");
        source.listing = new IllegalStateException();
        source.values.put("aperture.mode", "shadow");
        refresh();
        assertThat(at("a").mode()).isEqualTo(Mode.OFF);
        assertThat(log.messages())
                .singleElement(InstanceOfAssertFactories.STRING)
                .startsWith("WARNING APERTURE-410");
    }

    @ParameterizedTest
    @CsvSource({
        "aperture.mode, off, shadow",
        "aperture.timeout, 1s, 2s",
        "aperture.on-unreachable, reject, admit",
        "aperture.control-point.a.mode, off, shadow",
        "aperture.control-point.a.timeout, 1s, 2s",
        "aperture.control-point.a.on-unreachable, reject, admit",
        "aperture.control-point.a.labels.k, one, two"
    })
    void a_change_counts_after_the_period_and_is_logged_once(
            String key, String before, String after) {
        source.values.put(key, before);
        start("a");
        ControlPointSettings old = at("a");
        source.values.put(key, after);
        now += PERIOD - 1;
        at("a");
        assertThat(waiting).isEmpty();
        refresh();
        assertThat(at("a")).isNotEqualTo(old);
        refresh();
        assertThat(log.messages())
                .singleElement()
                .satisfies(
                        message -> {
                            assertThat(message).startsWith("INFO APERTURE-408").contains(key);
                            assertThat(message.contains(after)).isEqualTo(!key.contains("labels"));
                        });
        source.values.put(key, before);
        refresh();
        assertThat(at("a")).isEqualTo(old);
    }

    @Test
    void a_removed_key_gives_way_to_the_next() {
        source.values.put("aperture.mode", "shadow");
        source.values.put("aperture.control-point.a.mode", "off");
        start("a");
        source.values.remove("aperture.control-point.a.mode");
        refresh();
        assertThat(at("a").mode()).isEqualTo(Mode.SHADOW);
        assertThat(log.messages())
                .singleElement(InstanceOfAssertFactories.STRING)
                .contains("is now not set");
    }

    @Test
    void settings_of_an_unknown_control_point_are_read_by_name_at_once() {
        source.lists = false;
        source.values.put("aperture.control-point.a.mode", "off");
        start();
        assertThat(at("a").mode()).isEqualTo(Mode.ENFORCE);
        runWaiting();
        assertThat(at("a").mode()).isEqualTo(Mode.OFF);
    }

    @Test
    void names_made_at_run_time_do_not_fill_the_memory() {
        Set<String> names =
                IntStream.range(0, FirstOfEach.MAX)
                        .mapToObj(Integer::toString)
                        .collect(Collectors.toSet());
        settings = new LiveSettings(source.config(), names, waiting::add, now);
        at("one too many");
        assertThat(waiting).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "aperture.mode, off, dark, 'enforce, shadow or off'",
        "aperture.timeout, 1s, soon, 'Write it as 200ms'",
        "aperture.on-unreachable, reject, explode, admit or reject",
        "aperture.control-point.a.mode, off, dark, 'enforce, shadow or off'"
    })
    void a_value_that_cannot_be_used_leaves_the_last_good_one_and_is_logged_once(
            String key, String good, String bad, String remedy) {
        source.values.put(key, good);
        start("a");
        ControlPointSettings before = at("a");
        source.values.put(key, bad);
        source.values.put("aperture.control-point.other.mode", "shadow");
        refresh();
        refresh();
        assertThat(at("a")).isEqualTo(before);
        assertThat(log.messages())
                .filteredOn(message -> message.startsWith("WARNING"))
                .singleElement(InstanceOfAssertFactories.STRING)
                .contains("APERTURE-409", key, "'" + bad + "'", remedy);
        source.values.put(key, bad + "er");
        refresh();
        assertThat(at("a")).isEqualTo(before);
        assertThat(log.messages())
                .filteredOn(message -> message.startsWith("WARNING"))
                .hasSize(2)
                .element(1, InstanceOfAssertFactories.STRING)
                .contains("'" + bad + "er'");
        source.values.put(key, good);
        refresh();
        assertThat(log.messages()).filteredOn(message -> message.contains(key)).hasSize(2);
    }

    @Test
    void one_bad_value_does_not_keep_others_from_changing() {
        start("a");
        source.values.put("aperture.mode", "dark");
        source.values.put("aperture.timeout", "7s");
        refresh();
        assertThat(at("a").mode()).isEqualTo(Mode.ENFORCE);
        assertThat(at("a").defaultTimeout()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void a_source_that_fails_leaves_everything_and_is_logged_once_until_it_is_back() {
        source.values.put("aperture.mode", "off");
        start("a");
        source.failure = new IllegalStateException("s3cret");
        refresh();
        refresh();
        assertThat(at("a").mode()).isEqualTo(Mode.OFF);
        assertThat(log.messages())
                .singleElement(InstanceOfAssertFactories.STRING)
                .startsWith("WARNING APERTURE-410")
                .contains("IllegalStateException")
                .doesNotContain("s3cret");
        source.failure = null;
        source.values.put("aperture.mode", "shadow");
        refresh();
        assertThat(at("a").mode()).isEqualTo(Mode.SHADOW);
        source.failure = new IllegalStateException();
        refresh();
        assertThat(log.messages()).filteredOn(message -> message.contains("-410")).hasSize(2);
    }

    @Test
    void a_slow_source_is_read_once_at_a_time_and_no_flow_waits_for_it() {
        start("a");
        source.values.put("aperture.mode", "off");
        for (int i = 0; i < 5; i++) {
            now += PERIOD;
            assertThat(at("a").mode()).isEqualTo(Mode.ENFORCE);
        }
        assertThat(waiting).hasSize(1);
        runWaiting();
        assertThat(at("a").mode()).isEqualTo(Mode.OFF);
        now += PERIOD;
        at("a");
        assertThat(waiting).hasSize(1);
    }

    @Test
    void within_a_period_only_the_first_flow_asks() {
        start("a");
        now += PERIOD;
        at("a");
        runWaiting();
        at("a");
        now += PERIOD - 1;
        at("a");
        assertThat(waiting).isEmpty();
    }

    @Test
    void without_flows_no_source_is_read() {
        start("a");
        now += 100 * PERIOD;
        assertThat(waiting).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void without_a_thread_to_be_had_it_tries_again_later(boolean rejected) {
        Runnable[] refused = new Runnable[1];
        boolean[] exhausted = {true};
        start(
                task -> {
                    refused[0] = task;
                    if (exhausted[0] && rejected) {
                        throw new RejectedExecutionException();
                    }
                    if (exhausted[0]) {
                        throw new OutOfMemoryError("no thread, says the test");
                    }
                    task.run();
                },
                "a");
        source.values.put("aperture.mode", "off");
        now += PERIOD;
        assertThat(at("a").mode()).isEqualTo(Mode.ENFORCE);
        assertThat(refused[0]).isNotNull();
        exhausted[0] = false;
        now += PERIOD;
        assertThat(at("a").mode()).isEqualTo(Mode.OFF);
    }

    @Test
    void after_a_shutdown_no_source_is_read_and_nothing_changes() {
        start("a");
        source.values.put("aperture.mode", "off");
        now += PERIOD;
        at("a");
        settings.close();
        runWaiting();
        assertThat(at("a").mode()).isEqualTo(Mode.ENFORCE);
        now += PERIOD;
        at("a");
        at("new");
        assertThat(waiting).isEmpty();
        assertThat(log.messages()).isEmpty();
    }
}
