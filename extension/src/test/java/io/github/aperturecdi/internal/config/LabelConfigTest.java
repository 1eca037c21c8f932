package io.github.aperturecdi.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The configuration of labels. */
class LabelConfigTest {

    private static Config config(Map<String, String> properties, Map<String, String> environment) {
        return new SmallRyeConfigBuilder()
                .withSources(
                        new PropertiesConfigSource(properties, "test", 100),
                        new EnvConfigSource(environment, 300))
                .build();
    }

    private static LabelConfig read(Map<String, String> properties) {
        return ApertureConfig.read(config(properties, Map.of()), false, Set.of()).labels();
    }

    private static Map<String, String> constants(
            Map<String, String> properties, Map<String, String> environment) {
        return ApertureConfig.read(config(properties, environment), false, Set.of())
                .labels()
                .constants();
    }

    @Test
    void nothing_is_on_by_default() {
        assertThat(read(Map.of())).isEqualTo(new LabelConfig(Map.of(), Set.of(), Set.of(), null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "False", "", " , "})
    void baggage_may_be_off(String text) {
        assertThat(read(Map.of("aperture.labels.baggage", text)).baggage()).isEmpty();
    }

    @Test
    void every_key_may_come_from_baggage() {
        assertThat(read(Map.of("aperture.labels.baggage", "*")).baggage())
                .containsExactly(LabelConfig.EVERY_KEY);
    }

    @Test
    void keys_that_baggage_never_sets_are_found() {
        Map<String, String> properties =
                Map.of(
                        "aperture.labels.baggage",
                        "region, User, tokens, cost, priority, rank, x-tenant, tier",
                        "aperture.labels.token-keys",
                        "cost",
                        "aperture.labels.scheduling-keys",
                        "rank",
                        "aperture.labels.headers",
                        "X-Tenant",
                        "aperture.labels.principal",
                        "user",
                        "aperture.labels.static.tier",
                        "guest");
        assertThat(ApertureConfig.read(config(properties, Map.of()), false, Set.of()).vainBaggage())
                .containsExactlyInAnyOrder("User", "cost", "rank", "x-tenant", "tier");
    }

    @Test
    void every_source_is_read() {
        assertThat(
                        read(
                                Map.of(
                                        "aperture.labels.static.region",
                                        "eu",
                                        "aperture.labels.static.k8s.pod",
                                        "p-1",
                                        "aperture.labels.baggage",
                                        "Trace.Region, region",
                                        "aperture.labels.headers",
                                        "X-Tenant-Id, x-user",
                                        "aperture.labels.principal",
                                        "user")))
                .isEqualTo(
                        new LabelConfig(
                                Map.of("region", "eu", "k8s.pod", "p-1"),
                                Set.of("Trace.Region", "region"),
                                Set.of("x-tenant-id", "x-user"),
                                "user"));
    }

    @Test
    void the_environment_gives_a_static_label_and_replaces_a_propertys_value() {
        assertThat(constants(Map.of(), Map.of("APERTURE_LABELS_STATIC_REGION", "eu")))
                .isEqualTo(Map.of("region", "eu"));
        assertThat(
                        constants(
                                Map.of("aperture.labels.static.Data-Center", "a"),
                                Map.of("APERTURE_LABELS_STATIC_DATA_CENTER", "b")))
                .isEqualTo(Map.of("Data-Center", "b"));
    }

    /** SmallRye lists a variable as a property with dots, too; nobody has written that one. */
    @ParameterizedTest
    @CsvSource({
        "APERTURE_LABELS_STATIC_USER_ID, user_id",
        "APERTURE_LABELS_STATIC_A_B_C, a_b_c",
        "APERTURE_LABELS_STATIC__X, _x",
        "APERTURE_LABELS_STATIC_TIER_2, tier_2"
    })
    void the_key_of_a_variable_keeps_its_underscores(String variable, String key) {
        assertThat(constants(Map.of(), Map.of(variable, "v"))).isEqualTo(Map.of(key, "v"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"user.id", "user-id", "user_id", "userId", "USER_ID", "User.Id"})
    void the_key_of_a_property_keeps_its_spelling(String key) {
        assertThat(constants(Map.of("aperture.labels.static." + key, "v"), Map.of()))
                .isEqualTo(Map.of(key, "v"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"user.id", "user-id", "user_id", "User.Id"})
    void a_variable_gives_the_value_of_a_property_that_is_written_so_there(String key) {
        assertThat(
                        constants(
                                Map.of("aperture.labels.static." + key, "file"),
                                Map.of("APERTURE_LABELS_STATIC_USER_ID", "environment")))
                .isEqualTo(Map.of(key, "environment"));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {"\"k8s.pod\", k8s.pod", "\"a\", a", "\", \"", "\"a, \"a", "a\", a\""})
    void the_key_of_a_property_may_stand_in_quotes(String written, String key) {
        assertThat(constants(Map.of("aperture.labels.static." + written, "v"), Map.of()))
                .isEqualTo(Map.of(key, "v"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"aperture.labels.static.", "aperture.labels.static.\"\""})
    void a_static_label_without_a_key_fails_the_start(String property) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(Map.of(property, "v")))
                .withMessageContainingAll("APERTURE-403");
    }

    @Test
    void a_variable_beside_a_property_of_another_key_gives_a_label_of_its_own() {
        assertThat(
                        constants(
                                Map.of("aperture.labels.static.region", "eu"),
                                Map.of("APERTURE_LABELS_STATIC_USER_ID", "u")))
                .isEqualTo(Map.of("region", "eu", "user_id", "u"));
    }

    @ParameterizedTest
    @CsvSource({
        "aperture.labels.static.aperture.region, eu, APERTURE-702, 'aperture.region'",
        "'aperture.labels.static. ', eu, APERTURE-403, static.region",
        "aperture.labels.principal, aperture.user, APERTURE-702, aperture.labels.principal",
        "aperture.labels.headers, x tenant, APERTURE-401, 'x tenant'",
        "aperture.labels.headers, aperture.x, APERTURE-401, reserved",
        "aperture.labels.headers, *, APERTURE-401, '*'",
        "aperture.labels.headers, 'x-tenant, X-Plan-*', APERTURE-401, 'x-plan-*'",
        "aperture.labels.baggage, true, APERTURE-401, '* for all'",
        "aperture.labels.baggage, TRUE, APERTURE-401, '* for all'",
        "aperture.labels.baggage, x-*, APERTURE-401, 'x-*'",
        "aperture.labels.baggage, 'a,aperture.b', APERTURE-401, 'aperture.b'",
        "aperture.labels.max-length, 63, APERTURE-401, 64 or more",
        "aperture.labels.max-length, long, APERTURE-401, 'long'",
        "aperture.labels.max-length, 99999999999, APERTURE-401, whole number"
    })
    void what_cannot_be_used_fails_the_start(String key, String value, String id, String what) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(Map.of(key, value)))
                .withMessageContainingAll(key.strip(), id, what);
    }
}
