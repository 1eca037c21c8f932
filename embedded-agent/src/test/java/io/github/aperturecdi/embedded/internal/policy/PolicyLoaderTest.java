package io.github.aperturecdi.embedded.internal.policy;

import static io.github.aperturecdi.embedded.internal.policy.PolicyFolder.CONCURRENCY_LIMITER;
import static io.github.aperturecdi.embedded.internal.policy.PolicyFolder.RATE_LIMITER;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyLoaderTest {

    @TempDir Path path;
    private PolicyFolder folder;

    @BeforeEach
    void openFolder() {
        folder = new PolicyFolder(path);
    }

    @Test
    void a_bare_policy_is_named_after_its_file() {
        Policy policy = folder.with("per-user.v2.yaml", RATE_LIMITER).load().get(0);

        assertThat(policy.name()).isEqualTo("per-user.v2");
        assertThat(policy.limiters())
                .containsExactly(
                        new RateLimiterSpec(
                                new LimiterSpec.Scope(
                                        "root.0",
                                        List.of(new Selector("checkout", "any", Map.of())),
                                        "user",
                                        "tokens",
                                        503,
                                        false),
                                10,
                                5,
                                Duration.ofSeconds(30),
                                true,
                                false,
                                Duration.ofSeconds(7200)));
    }

    @Test
    void a_custom_resource_has_its_own_name_and_the_same_content() {
        folder.with("a.yaml", RATE_LIMITER)
                .with("b.yaml", PolicyFolder.resource("named", RATE_LIMITER));

        List<Policy> policies = folder.load();

        assertThat(policies).extracting(Policy::name).containsExactly("a", "named");
        assertThat(policies.get(1).limiters()).isEqualTo(policies.get(0).limiters());
    }

    @Test
    void a_concurrency_limiter_is_read() {
        Policy policy = folder.with("c.yml", CONCURRENCY_LIMITER).load().get(0);

        assertThat(policy.limiters())
                .containsExactly(
                        new ConcurrencyLimiterSpec(
                                new LimiterSpec.Scope(
                                        "root.0",
                                        List.of(new Selector("checkout", "any", Map.of())),
                                        "",
                                        "",
                                        0,
                                        false),
                                20,
                                Duration.ofSeconds(60),
                                Duration.ofSeconds(7200)));
    }

    @Test
    void every_parameter_of_a_rate_limiter_is_read() {
        folder.with(
                "all.yaml",
                """
                circuit:
                  evaluation_interval: 1s
                  components:
                    - decider: {}
                    - flow_control:
                        rate_limiter:
                          in_ports:
                            bucket_capacity: {constant_signal: {value: 1e3}}
                            fill_amount: {constant_signal: {value: "0.5"}}
                            pass_through: {constant_signal: {value: 0}}
                          out_ports: {accept_percentage: {signal_name: X}}
                          parameters:
                            interval: 90s
                            label_key: old_name
                            continuous_fill: false
                            delay_initial_fill: true
                            max_idle_time: 0s
                            lazy_sync: {enabled: true, num_sync: 5}
                          request_parameters: {}
                          selectors:
                            - control_point: one
                              service: any
                              agent_group: default
                              label_matcher: {match_labels: {tier: gold, region: "1"}}
                            - control_point: two
                """);

        RateLimiterSpec spec = (RateLimiterSpec) folder.load().get(0).limiters().get(0);

        assertThat(spec)
                .isEqualTo(
                        new RateLimiterSpec(
                                new LimiterSpec.Scope(
                                        "root.1",
                                        List.of(
                                                new Selector(
                                                        "one",
                                                        "any",
                                                        Map.of("tier", "gold", "region", "1")),
                                                new Selector("two", "any", Map.of())),
                                        "old_name",
                                        "",
                                        0,
                                        false),
                                1000,
                                0.5,
                                Duration.ofSeconds(90),
                                false,
                                true,
                                Duration.ZERO,
                                5));
    }

    @Test
    void an_invalid_signal_and_a_true_pass_through_port_pass_everything_through() {
        for (String special : List.of("NaN", "+Inf")) {
            folder.with(
                    "p.yaml",
                    RATE_LIMITER.replaceFirst("value: 10", "special_value: \"" + special + '"'));
            assertThat(folder.load().get(0).limiters().get(0).scope().passThrough())
                    .as(special)
                    .isTrue();
        }
        folder.with("p.yaml", RATE_LIMITER.replaceFirst("value: 5", "special_value: NaN"));
        assertThat(folder.load().get(0).limiters().get(0).scope().passThrough()).isTrue();
        String port = "            pass_through: {constant_signal: {%s}}\n          parameters:";
        folder.with(
                "p.yaml",
                RATE_LIMITER.replace("          parameters:", port.formatted("value: 1")));
        assertThat(folder.load().get(0).limiters().get(0).scope().passThrough()).isTrue();
        folder.with(
                "p.yaml",
                RATE_LIMITER.replace("          parameters:", port.formatted("value: 0")));
        assertThat(folder.load().get(0).limiters().get(0).scope().passThrough()).isFalse();
        folder.with(
                "p.yaml",
                RATE_LIMITER.replace(
                        "          parameters:", port.formatted("special_value: NaN")));
        assertThat(folder.load().get(0).limiters().get(0).scope().passThrough()).isFalse();
    }

    @Test
    void a_file_may_hold_several_policies() {
        folder.with(
                "many.yaml",
                "# a comment\n---\n"
                        + PolicyFolder.resource("one", RATE_LIMITER)
                        + "---\n"
                        + PolicyFolder.resource("two", CONCURRENCY_LIMITER)
                        + "---\n");

        assertThat(folder.load()).extracting(Policy::name).containsExactly("one", "two");
    }

    @Test
    void files_are_read_in_the_order_of_their_names_and_others_not_at_all() throws Exception {
        folder.with("b.yml", RATE_LIMITER)
                .with("C.YAML", RATE_LIMITER)
                .with("a.yaml", RATE_LIMITER)
                .with("notes.txt", ":::")
                .with("yaml", ":::");
        Files.createDirectory(path.resolve("sub.yaml"));

        assertThat(folder.load()).extracting(Policy::name).containsExactly("C", "a", "b");
    }

    @Test
    void a_single_file_is_read_whatever_its_extension() {
        folder.with("policy.txt", RATE_LIMITER);

        List<Policy> policies = PolicyLoader.load(path.resolve("policy.txt").toString(), loader());

        assertThat(policies).extracting(Policy::name).containsExactly("policy");
    }

    @Test
    void a_file_address_is_a_place_as_well() throws Exception {
        Path odd = Files.createDirectory(path.resolve("a folder with ä"));
        new PolicyFolder(odd).with("p.yaml", RATE_LIMITER);

        assertThat(PolicyLoader.load(odd.toUri().toString(), loader())).hasSize(1);
        assertThat(PolicyLoader.load("file:" + odd, loader())).hasSize(1);
    }

    @Test
    void the_hash_is_that_of_the_documents_text() throws Exception {
        byte[] digest =
                MessageDigest.getInstance("SHA-256")
                        .digest(RATE_LIMITER.getBytes(StandardCharsets.UTF_8));
        String expected = HexFormat.of().formatHex(digest, 0, 16);

        folder.with("a.yaml", RATE_LIMITER)
                .with("b.yaml", "# by us\n" + RATE_LIMITER)
                .with("c.yaml", RATE_LIMITER.replace("value: 5", "value: 6"));

        List<Policy> policies = folder.load();
        assertThat(policies.get(0).hash()).isEqualTo(expected).isEqualTo(policies.get(1).hash());
        assertThat(policies.get(2).hash()).hasSize(32).isNotEqualTo(expected);
    }

    @Test
    void unicode_and_a_byte_order_mark_are_read() {
        folder.with(
                "u.yaml",
                "\uFEFF# \uD83D\uDE00\n"
                        + RATE_LIMITER.replace("checkout", "Kasse ✓ \uD83D\uDE00"));

        Policy policy = folder.load().get(0);

        assertThat(policy.limiters().get(0).scope().selectors().get(0).controlPoint())
                .isEqualTo("Kasse ✓ \uD83D\uDE00");
        assertThat(policy.hash()).hasSize(32);
    }

    @Test
    void anchors_and_aliases_are_followed() {
        folder.with(
                "anchors.yaml",
                """
                circuit:
                  components:
                    - flow_control:
                        concurrency_limiter:
                          in_ports: {max_concurrency: &n {constant_signal: {value: 3}}}
                          parameters: {max_inflight_duration: 10s}
                          selectors: &s [{control_point: one}]
                    - flow_control:
                        concurrency_limiter:
                          in_ports: {max_concurrency: *n}
                          parameters: {max_inflight_duration: 10s}
                          selectors: *s
                """);

        List<LimiterSpec> limiters = folder.load().get(0).limiters();

        assertThat(limiters)
                .extracting(spec -> spec.scope().componentId())
                .containsExactly("root.0", "root.1");
        assertThat(((ConcurrencyLimiterSpec) limiters.get(1)).maxConcurrency()).isEqualTo(3);
    }

    private ClassLoader loader() {
        return getClass().getClassLoader();
    }
}
