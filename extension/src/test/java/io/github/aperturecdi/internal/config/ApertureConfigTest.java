package io.github.aperturecdi.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.aperturecdi.flow.link.AgentEndpoint;
import io.github.aperturecdi.flow.spi.EmbeddedAgentProvider;
import io.github.aperturecdi.flow.spi.StoreFailure;
import io.github.aperturecdi.testing.TestCertificates;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApertureConfigTest {

    private static Config config(String... keysAndValues) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(values, "test", 100))
                .build();
    }

    private static ApertureConfig read(String... keysAndValues) {
        return ApertureConfig.read(config(keysAndValues), false, Set.of());
    }

    @Test
    void defaults_without_the_embedded_agent() {
        assertThat(read())
                .isEqualTo(
                        new ApertureConfig(
                                true,
                                new AgentEndpoint("localhost:8089", true, null),
                                Duration.ofSeconds(5),
                                Set.of("tokens"),
                                Set.of("fairness", "priority", "workload"),
                                1_024,
                                new LabelConfig(Map.of(), Set.of(), Set.of(), null),
                                new EmbeddedAgentProvider.Settings(
                                        "META-INF/aperture/", 50_000, false, 134_217_728)));
    }

    @Test
    void the_embedded_agent_is_the_default_where_its_jar_is() {
        assertThat(ApertureConfig.read(config(), true, Set.of()).endpoint()).isNull();
    }

    @Test
    void an_address_beats_the_embedded_agents_jar() {
        ApertureConfig config =
                ApertureConfig.read(config("aperture.agent.address", "agent:8080"), true, Set.of());
        assertThat(config.endpoint()).isEqualTo(new AgentEndpoint("agent:8080", true, null));
    }

    @Test
    void embedded_without_its_jar_says_what_to_add() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("aperture.agent.address", "embedded"))
                .withMessageContaining("aperture.agent.address")
                .withMessageContaining("io.github.aperture-cdi:aperture-cdi-embedded-agent");
    }

    @Test
    void disabled_needs_no_agent() {
        assertThat(
                        read("aperture.enabled", "false", "aperture.agent.address", "embedded")
                                .enabled())
                .isFalse();
    }

    @Test
    void an_api_key_means_tls_unless_plaintext_is_configured() {
        assertThat(read("aperture.api.key", "k").endpoint())
                .isEqualTo(new AgentEndpoint("localhost:8089", false, "k"));
        assertThat(read("aperture.api.key", "k", "aperture.agent.insecure", "true").endpoint())
                .isEqualTo(new AgentEndpoint("localhost:8089", true, "k"));
    }

    @ParameterizedTest
    @CsvSource({
        "localhost:8089, localhost:8089",
        "10.0.0.1:1, 10.0.0.1:1",
        "[::1]:65535, [::1]:65535",
        "dns:///agent.svc:80, agent.svc:80",
        "unix:/run/agent.sock, unix:/run/agent.sock",
        "unix:///run/agent.sock, unix:/run/agent.sock",
        "' agent:80 ', agent:80"
    })
    void addresses(String text, String target) {
        assertThat(read("aperture.agent.address", text).endpoint())
                .extracting(AgentEndpoint::address)
                .isEqualTo(target);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "localhost:",
                "localhost:0",
                "localhost:65536",
                "localhost:-1",
                ":8089",
                "http://localhost:8089",
                "dns:///",
                "user@host:80",
                "a b:80",
                "::1:80",
                "unix:agent",
                "unix:",
                "unix:/",
                "unix://host/agent",
                "host:80/path"
            })
    void malformed_addresses_are_named_with_key_value_and_remedy(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("aperture.agent.address", text))
                .withMessageContaining("aperture.agent.address")
                .withMessageContaining("'" + text + "'")
                .withMessageContaining("host:port");
    }

    @Test
    void the_store_of_the_embedded_agent() {
        assertThat(read().embedded().store()).isNull();
        assertThat(read("aperture.embedded.store", " redis://h ").embedded().store())
                .isEqualTo(
                        new EmbeddedAgentProvider.Store(
                                "redis://h", null, null, "aperture:", StoreFailure.LOCAL));
        assertThat(
                        read(
                                        "aperture.embedded.store", "redis://h",
                                        "aperture.embedded.store.username", "app",
                                        "aperture.embedded.store.password", "s3cret",
                                        "aperture.embedded.store.key-prefix", "shop:",
                                        "aperture.embedded.store.on-failure", " Reject ")
                                .embedded()
                                .store())
                .isEqualTo(
                        new EmbeddedAgentProvider.Store(
                                "redis://h", "app", "s3cret", "shop:", StoreFailure.REJECT));
    }

    @Test
    void the_environment_names_of_the_store() {
        Config config =
                new SmallRyeConfigBuilder()
                        .withSources(
                                new EnvConfigSource(
                                        Map.of(
                                                "APERTURE_EMBEDDED_STORE", "redis://h",
                                                "APERTURE_EMBEDDED_STORE_USERNAME", "app",
                                                "APERTURE_EMBEDDED_STORE_PASSWORD", "s3cret",
                                                "APERTURE_EMBEDDED_STORE_KEY_PREFIX", "shop:",
                                                "APERTURE_EMBEDDED_STORE_ON_FAILURE", "admit"),
                                        300))
                        .build();
        assertThat(ApertureConfig.read(config, true, Set.of()).embedded().store())
                .isEqualTo(
                        new EmbeddedAgentProvider.Store(
                                "redis://h", "app", "s3cret", "shop:", StoreFailure.ADMIT));
        assertThat(ConfigCheck.unknownKeys(config, false)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void without_an_address_the_other_keys_make_no_store(String address) {
        assertThat(
                        read(
                                        "aperture.embedded.store", address,
                                        "aperture.embedded.store.password", "s3cret",
                                        "aperture.embedded.store.on-failure", "admit")
                                .embedded()
                                .store())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"explode", "local,admit", "true", "0"})
    void a_way_to_fail_that_is_none_is_named_and_no_secret_beside_it(String text) {
        for (String address : List.of("", "redis://app:s3cret@h")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () ->
                                    read(
                                            "aperture.embedded.store", address,
                                            "aperture.embedded.store.password", "s3cret",
                                            "aperture.embedded.store.on-failure", text))
                    .withMessageContaining("aperture.embedded.store.on-failure")
                    .withMessageContaining("'" + text + "'")
                    .withMessageContaining("local, admit or reject")
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain("s3cret"));
        }
    }

    @Test
    void the_password_and_the_address_of_the_store_are_in_no_message_and_in_no_string() {
        assertThat(
                        read(
                                        "aperture.embedded.store", "redis://app:s3cret@h",
                                        "aperture.embedded.store.password", "s3cret")
                                .toString())
                .contains("aperture:", "LOCAL")
                .doesNotContain("s3cret");
        assertThat(ConfigKey.EMBEDDED_STORE.shown("redis://app:s3cret@h")).isEqualTo("***");
        assertThat(ConfigKey.EMBEDDED_STORE_PASSWORD.shown("s3cret")).isEqualTo("***");
    }

    @Test
    void the_settings_of_the_embedded_agent() {
        assertThat(read("aperture.embedded.max-keys", " 7 ").embedded().maxKeys()).isEqualTo(7);
        assertThat(read("aperture.embedded.faithful", "true").embedded().faithful()).isTrue();
        assertThat(
                        read("aperture.embedded.max-waiting-bytes", " 5000000000 ")
                                .embedded()
                                .maxWaitingBytes())
                .isEqualTo(5_000_000_000L);
        assertThat(read("aperture.embedded.policies", "p.yaml").embedded())
                .isEqualTo(EmbeddedAgentProvider.Settings.of("p.yaml"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "many", "2147483648", "1e3", "1.5"})
    void a_bound_of_label_values_that_is_no_positive_number_is_named(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("aperture.embedded.max-keys", text))
                .withMessageContaining("aperture.embedded.max-keys")
                .withMessageContaining("'" + text + "'")
                .withMessageContaining("50000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "many", "9223372036854775808", "1e9", "64MB"})
    void a_bound_on_waiting_flows_that_is_no_positive_number_is_named(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("aperture.embedded.max-waiting-bytes", text))
                .withMessageContaining("aperture.embedded.max-waiting-bytes")
                .withMessageContaining("'" + text + "'")
                .withMessageContaining("134217728");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "100, 100", "' 4020 ', 4020", "2147483647, 2147483647"})
    void interceptor_priorities(String text, int expected) {
        assertThat(
                        ApertureConfig.interceptorPriority(
                                config("aperture.interceptor.priority", text)))
                .hasValue(expected);
    }

    @Test
    void no_interceptor_priority() {
        assertThat(ApertureConfig.interceptorPriority(config())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"first", "1.5", "-1", "2147483648", "LIBRARY_BEFORE"})
    void an_interceptor_priority_that_is_none(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("aperture.interceptor.priority", text))
                .withMessageContaining("aperture.interceptor.priority")
                .withMessageContaining("'" + text + "'")
                .withMessageContaining("4020");
        assertThatIllegalArgumentException()
                .as("containers read the priority alone")
                .isThrownBy(
                        () ->
                                ApertureConfig.interceptorPriority(
                                        config("aperture.interceptor.priority", text)))
                .withMessageContaining("'" + text + "'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0ms",
                "-1s",
                "PT-1S",
                "abc",
                "200",
                "1.5s",
                "25h",
                "P400D",
                "999999999999h"
            })
    void timeouts_that_are_none_are_named_with_key_value_and_remedy(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("aperture.timeout", text))
                .withMessageContaining("aperture.timeout")
                .withMessageContaining("'" + text + "'")
                .withMessageContaining("200ms");
    }

    @Test
    void all_errors_of_one_start_come_together() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                read(
                                        "aperture.enabled", "yes",
                                        "aperture.agent.insecure", "1",
                                        "aperture.timeout", "soon",
                                        "aperture.mode", "dark",
                                        "aperture.control-point.a.mode", "light",
                                        "aperture.control-point.\"a.b\".timeout", "later",
                                        "aperture.control-point.a.labels.aperture.source", "me",
                                        "aperture.on-unreachable", "explode"))
                .withMessageContaining("aperture.enabled")
                .withMessageContaining("aperture.agent.insecure")
                .withMessageContaining("aperture.timeout")
                .withMessageContaining("aperture.on-unreachable")
                .withMessageContaining("admit or reject")
                .withMessageContaining("aperture.mode has the value 'dark'")
                .withMessageContaining("aperture.control-point.a.mode has the value 'light'")
                .withMessageContaining("enforce, shadow or off")
                .withMessageContaining(
                        "aperture.control-point.\"a.b\".timeout has the value 'later'")
                .withMessageContaining("aperture.control-point.a.labels.aperture.source sets")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("'me'"));
    }

    @Test
    void a_declared_control_points_key_in_a_source_that_lists_nothing_is_checked() {
        Config config =
                new SmallRyeConfigBuilder()
                        .withSources(
                                new EnvConfigSource(
                                        Map.of("APERTURE_CONTROL_POINT__A_B__MODE", "dark"), 300))
                        .build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ApertureConfig.read(config, false, Set.of("a.b")))
                .withMessageContaining("aperture.control-point.\"a.b\".mode has the value 'dark'");
    }

    @Test
    void an_api_key_is_in_no_message_and_in_no_string() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("aperture.api.key", "s3cret\nkey"))
                .withMessageContaining("aperture.api.key")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("s3cret"));
        assertThat(read("aperture.api.key", "s3cret-key").toString()).doesNotContain("s3cret");
    }

    @Test
    void an_empty_value_counts_as_none() {
        assertThat(read("aperture.agent.address", " ").endpoint())
                .isEqualTo(new AgentEndpoint("localhost:8089", true, null));
    }

    @Test
    void the_environment_names_of_the_official_sdks_work() {
        Config config =
                new SmallRyeConfigBuilder()
                        .withSources(
                                new EnvConfigSource(
                                        Map.of(
                                                "APERTURE_AGENT_ADDRESS", "agent:1",
                                                "APERTURE_API_KEY", "k",
                                                "APERTURE_AGENT_INSECURE", "true"),
                                        300))
                        .build();
        assertThat(ApertureConfig.read(config, true, Set.of()).endpoint())
                .isEqualTo(new AgentEndpoint("agent:1", true, "k"));
    }

    @Test
    void token_keys_are_a_list() {
        assertThat(read("aperture.labels.token-keys", "tokens, cost ,").tokenKeys())
                .containsExactlyInAnyOrder("tokens", "cost");
    }

    @Test
    void without_a_word_about_plaintext_certificate_files_mean_tls(@TempDir Path folder) {
        Path roots = new TestCertificates(folder).authority("authority");
        AgentEndpoint endpoint =
                read("aperture.root.certificate.file", roots.toString()).endpoint();
        assertThat(endpoint.insecure()).isFalse();
        assertThat(endpoint.tls().roots()).hasSize(1);
        assertThat(endpoint.tls().clientKey()).isNull();
    }

    @Test
    void in_plaintext_certificate_files_are_not_read() {
        assertThat(
                        read(
                                        "aperture.agent.insecure", "true",
                                        "aperture.root.certificate.file", "/nowhere")
                                .endpoint())
                .isEqualTo(new AgentEndpoint("localhost:8089", true, null));
    }

    @Test
    void certificate_files_that_cannot_be_used_are_named_with_key_path_and_remedy(
            @TempDir Path folder) throws Exception {
        TestCertificates certificates = new TestCertificates(folder);
        Path client = certificates.authority("client");
        certificates.authority("other");
        Path otherKey = certificates.key("other");
        Path garbage = Files.writeString(folder.resolve("garbage.pem"), "s3cret garbage");
        Path empty = Files.writeString(folder.resolve("empty.pem"), "");
        Path encrypted =
                Files.writeString(
                        folder.resolve("encrypted.pem"),
                        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nczNjcmV0\n"
                                + "-----END ENCRYPTED PRIVATE KEY-----\n");
        Path broken =
                Files.writeString(
                        folder.resolve("broken.pem"),
                        "-----BEGIN PRIVATE KEY-----\nczNjcmV0\n-----END PRIVATE KEY-----\n");
        String root = "aperture.root.certificate.file";
        String key = "aperture.client.key.file";
        assertUnusable(root, folder.resolve("nowhere.pem"), "is no file that can be read");
        assertUnusable(root, folder, "is no file that can be read");
        assertUnusable(root, garbage, "holds no certificate");
        assertUnusable(root, empty, "holds no certificate");
        assertUnusable("aperture.client.certificate.file", client, "is one half");
        assertUnusable(key, otherKey, "is one half");
        assertUnusable(key, garbage, "holds no unencrypted PKCS#8 key");
        assertUnusable(key, encrypted, "holds no unencrypted PKCS#8 key");
        assertUnusable(key, broken, "holds no key of RSA, EC or EdDSA");
        assertUnusable(key, otherKey, "holds the key of another certificate", client);
    }

    private static void assertUnusable(String key, Path path, String problem, Path... client) {
        String certificate = client.length == 0 ? "" : client[0].toString();
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                read(
                                        key.equals("aperture.client.key.file")
                                                ? "aperture.client.certificate.file"
                                                : "aperture.timeout",
                                        certificate,
                                        key,
                                        path.toString()))
                .withMessageContaining(key)
                .withMessageContaining("'" + path + "'")
                .withMessageContaining(problem)
                .withMessageMatching("(?s).*(Name a readable file|Set aperture).*")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("s3cret"));
    }

    @Test
    void a_client_key_is_in_no_string(@TempDir Path folder) {
        TestCertificates certificates = new TestCertificates(folder);
        Path client = certificates.authority("client");
        ApertureConfig config =
                read(
                        "aperture.client.certificate.file", client.toString(),
                        "aperture.client.key.file", certificates.key("client").toString());
        assertThat(config.endpoint().tls().clientKey()).isNotNull();
        assertThat(config.toString() + config.endpoint().tls()).doesNotContain("PrivateKey");
    }

    @Test
    void ends_travel_together_unless_they_are_told_not_to() {
        assertThat(read().endpoint().coalesceEnds()).isTrue();
        assertThat(read("aperture.flow-end.coalesce", "false").endpoint().coalesceEnds()).isFalse();
    }

    @Test
    void the_shutdown_timeout_is_five_seconds_or_what_is_said() {
        assertThat(read("aperture.shutdown-timeout", "30s").shutdownTimeout())
                .isEqualTo(Duration.ofSeconds(30));
    }
}
