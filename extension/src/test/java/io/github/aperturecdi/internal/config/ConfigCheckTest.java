package io.github.aperturecdi.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigCheckTest {

    private static final Set<String> DECLARED = Set.of("checkout", "Shop.order", "search");

    private static Config property(String name) {
        ChangingSource source = new ChangingSource();
        source.values.put(name, "s3cret");
        return source.config();
    }

    private static Config variable(String name) {
        return new SmallRyeConfigBuilder()
                .withSources(new EnvConfigSource(Map.of(name, "s3cret"), 300))
                .build();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "aperture.timeot, aperture.timeout",
                "aperture.Timeout, aperture.timeout",
                "aperture.unreachable, aperture.on-unreachable",
                "aperture.agent.adress, aperture.agent.address",
                "aperture.enable-ramp-mode, aperture.enable.ramp.mode",
                "aperture.embedded.store.pasword, aperture.embedded.store.password",
                "aperture.embedded.store.onfailure, aperture.embedded.store.on-failure",
                "aperture.embeded.store, aperture.embedded.store",
                "aperture.control-point.checkout.mod, aperture.control-point.checkout.mode",
                "aperture.control-points.checkout.mode, aperture.control-point.checkout.mode",
                "aperture.control-point.Shop.order.mode, aperture.control-point.\"Shop.order\".mode",
                "aperture.control-point.\"Shop.order\".timeuot, aperture.control-point.\"Shop.order\".timeout",
                "aperture.control-point.a.onunreachable, aperture.control-point.a.on-unreachable"
            })
    void a_key_that_nothing_reads_is_named_with_what_may_have_been_meant(String key, String meant) {
        assertThat(ConfigCheck.unknownKeys(property(key), true))
                .singleElement(InstanceOfAssertFactories.STRING)
                .contains("APERTURE-404", "key " + key + ".", "Did you mean " + meant + "?")
                .doesNotContain("s3cret");
    }

    @Test
    void a_key_without_a_control_point_is_named_with_a_place_for_the_name() {
        assertThat(ConfigCheck.unknownKeys(property("aperture.control-point.mode"), true))
                .singleElement(InstanceOfAssertFactories.STRING)
                .contains("Did you mean aperture.control-point.name.mode?");
    }

    @Test
    void no_placeholder_of_the_documentation_is_suggested() {
        String key = "aperture.control-point.\"name\".label.key";
        assertThat(ConfigCheck.unknownKeys(property(key), true))
                .singleElement(InstanceOfAssertFactories.STRING)
                .doesNotContain("<", ">");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"aperture.foo", "aperture.control-point", "aperture.control-point..mode"})
    void a_key_that_resembles_none_is_named_too(String key) {
        assertThat(ConfigCheck.unknownKeys(property(key), true))
                .singleElement(InstanceOfAssertFactories.STRING)
                .contains("key " + key + ". ");
    }

    @ParameterizedTest
    @MethodSource("io.github.aperturecdi.internal.config.ConfigKey#all")
    void every_key_is_known_as_a_property_and_as_a_variable(ConfigKey<?> key) {
        String name = key.key().replace("<name>", "Shop.order").replace("<key>", "tier");
        assertThat(ConfigCheck.unknownKeys(property(name), true)).isEmpty();
        assertThat(ConfigKey.isVariable(ConfigKey.variable(name))).isTrue();
        assertThat(ConfigCheck.unknownKeys(variable(ConfigKey.variable(name)), true)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aperture.control-point.checkout.mode",
                "aperture.control-point.checkout.labels.a.b",
                "apertures.timeout",
                "%dev.aperture.timeout",
                "other",
                "aperture.javaagent.enable.fail.open",
                "aperture.control.point.name"
            })
    void known_keys_and_keys_of_others_are_not_reported(String key) {
        assertThat(ConfigCheck.unknownKeys(property(key), true)).isEmpty();
    }

    /** By no slip, but the name that older SDKs had: without a key, nothing is encrypted. */
    @Test
    void the_api_keys_old_name_is_named_unless_the_key_is_set_and_its_value_is_never_shown() {
        String property = "aperture.agent.api.key";
        String variable = "APERTURE_AGENT_API_KEY";
        assertThat(ConfigCheck.unknownKeys(property(property), true))
                .singleElement(InstanceOfAssertFactories.STRING)
                .contains("APERTURE-407", "key " + property + ".", "Did you mean aperture.api.key?")
                .doesNotContain("s3cret");
        assertThat(ConfigCheck.unknownKeys(variable(variable), true))
                .singleElement(InstanceOfAssertFactories.STRING)
                .contains("APERTURE-407", "key " + variable + ".", "Did you mean APERTURE_API_KEY?")
                .doesNotContain("s3cret");
        ChangingSource both = new ChangingSource();
        both.values.put(property, "s3cret");
        both.values.put("aperture.api.key", "s3cret");
        assertThat(ConfigCheck.unknownKeys(both.config(), true)).isEmpty();
    }

    @Test
    void the_api_keys_old_name_is_named_beside_a_blank_key() {
        ChangingSource both = new ChangingSource();
        both.values.put("aperture.agent.api.key", "s3cret");
        both.values.put("aperture.api.key", " ");
        assertThat(ConfigCheck.unknownKeys(both.config(), true)).hasSize(1);
    }

    @Test
    void the_api_keys_old_name_is_not_named_where_nothing_connects() {
        assertThat(ConfigCheck.unknownKeys(property("aperture.agent.api.key"), false)).isEmpty();
        assertThat(ConfigCheck.unknownKeys(variable("APERTURE_AGENT_API_KEY"), false)).isEmpty();
        assertThat(ConfigCheck.unknownKeys(property("aperture.timeot"), false)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "APERTURE_TIMEOT, APERTURE_TIMEOUT",
        "APERTURE_AGENT_ADDRES, APERTURE_AGENT_ADDRESS",
        "APERTURE_CONTROL_POINT_CHECKOUT_MOD, APERTURE_CONTROL_POINT_CHECKOUT_MODE",
        "APERTURE_CONTROL_POINT_A_ON_UNREACHABLY, APERTURE_CONTROL_POINT_A_ON_UNREACHABLE"
    })
    void a_variable_that_nearly_is_one_of_ours_is_named_once(String variable, String meant) {
        assertThat(ConfigCheck.unknownKeys(variable(variable), true))
                .singleElement(InstanceOfAssertFactories.STRING)
                .contains("key " + variable + ".", "Did you mean " + meant + "?")
                .doesNotContain("s3cret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // The official SDKs' and their examples'
                "APERTURE_AGENT_ADDRESS",
                "APERTURE_API_KEY",
                "APERTURE_AGENT_INSECURE",
                "APERTURE_ROOT_CERTIFICATE_FILE",
                "APERTURE_ENABLE_RAMP_MODE",
                "APERTURE_CONTROL_POINT_NAME",
                "APERTURE_GRPC_TIMEOUT_MS",
                "APERTURE_FEATURE_NAME",
                "APERTURE_APP_PORT",
                "APERTURE_JAVAAGENT_ENABLE_FAIL_OPEN",
                // What Kubernetes makes of a service of the name aperture-agent
                "APERTURE_AGENT_SERVICE_HOST",
                "APERTURE_AGENT_PORT",
                "APERTURE_AGENT_PORT_8080_TCP_ADDR",
                // An agent's own
                "APERTURE_AGENT_SERVER_LISTENER_ADDR"
            })
    void variables_of_others_are_not_named(String variable) {
        assertThat(ConfigCheck.unknownKeys(variable(variable), true)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "aperture.control-point.chekout.mode, chekout, checkout",
                "aperture.control-point.\"Shop.oder\".labels.k, Shop.oder, Shop.order"
            })
    void a_control_point_that_no_method_declares(String key, String name, String meant) {
        assertThat(ConfigCheck.unknownControlPoints(property(key), DECLARED))
                .singleElement(InstanceOfAssertFactories.STRING)
                .contains("APERTURE-405", key, "'" + name + "'", "Did you mean " + meant + "?")
                .contains("starts flows there by hand")
                .doesNotContain("s3cret");
        assertThat(ConfigCheck.unknownKeys(property(key), true)).isEmpty();
    }

    @Test
    void a_variable_of_a_control_point_that_no_method_declares() {
        assertThat(
                        ConfigCheck.unknownControlPoints(
                                variable("APERTURE_CONTROL_POINT__SHOP_ODER__MODE"), DECLARED))
                .singleElement(InstanceOfAssertFactories.STRING)
                .contains("'SHOP_ODER'", "Did you mean Shop.order?");
    }

    /** A name with a dot stands in quotes, and each quote is an underscore. */
    @ParameterizedTest
    @CsvSource({
        "APERTURE_CONTROL_POINT_SHOP_ORDER_MODE, APERTURE_CONTROL_POINT__SHOP_ORDER__MODE",
        "APERTURE_CONTROL_POINT__SHOP_ORDER_TIMEOUT, APERTURE_CONTROL_POINT__SHOP_ORDER__TIMEOUT",
        "APERTURE_CONTROL_POINT_SHOP_ORDER_ON_UNREACHABLE,"
                + " APERTURE_CONTROL_POINT__SHOP_ORDER__ON_UNREACHABLE",
        "APERTURE_CONTROL_POINT_SHOP_ORDER_LABELS_USER_ID,"
                + " APERTURE_CONTROL_POINT__SHOP_ORDER__LABELS_USER_ID",
        "APERTURE_CONTROL_POINT__CHECKOUT_MODE, APERTURE_CONTROL_POINT__CHECKOUT__MODE"
    })
    void a_variable_that_does_not_apply_to_the_declared_one_is_named(
            String variable, String meant) {
        Config config = variable(variable);
        SettingsReader.Reading read = SettingsReader.read(config, DECLARED, Map.of());
        assertThat(read.texts()).isEmpty();
        assertThat(ConfigCheck.unknownControlPoints(config, DECLARED))
                .singleElement(InstanceOfAssertFactories.STRING)
                .contains(variable, "Did you mean " + meant + "?")
                .doesNotContain("s3cret");
    }

    @Test
    void a_variable_of_a_control_point_whose_name_begins_with_a_declared_one_is_named() {
        assertThat(
                        ConfigCheck.unknownControlPoints(
                                variable("APERTURE_CONTROL_POINT_SHOP_ORDER_MODE"), Set.of("shop")))
                .singleElement(InstanceOfAssertFactories.STRING)
                .contains("'SHOP_ORDER'");
    }

    /** The label is called mode, and the control point labels. */
    @Test
    void a_variable_of_a_label_with_the_name_of_a_setting_is_none_of_another_control_point() {
        Config config = variable("APERTURE_CONTROL_POINT_LABELS_LABELS_MODE");
        assertThat(ConfigCheck.unknownControlPoints(config, Set.of("labels"))).isEmpty();
    }

    @Test
    void one_that_resembles_none_is_named_once_whatever_is_set_for_it() {
        ChangingSource source = new ChangingSource();
        source.values.put("aperture.control-point.batch.mode", "off");
        source.values.put("aperture.control-point.\"batch\".timeout", "1s");
        assertThat(ConfigCheck.unknownControlPoints(source.config(), DECLARED))
                .singleElement(InstanceOfAssertFactories.STRING)
                .contains("'batch'")
                .doesNotContain("Did you mean");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aperture.control-point.checkout.mode",
                "aperture.control-point.\"Shop.order\".mode",
                "aperture.mode"
            })
    void declared_ones_are_not_named(String key) {
        assertThat(ConfigCheck.unknownControlPoints(property(key), DECLARED)).isEmpty();
        assertThat(ConfigCheck.unknownControlPoints(variable(ConfigKey.variable(key)), DECLARED))
                .isEmpty();
    }

    @Test
    void where_no_method_declares_any_nothing_is_known_of_them() {
        assertThat(
                        ConfigCheck.unknownControlPoints(
                                property("aperture.control-point.a.mode"), Set.of()))
                .isEqualTo(List.of());
    }
}
