package io.github.aperturecdi.embedded.internal.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.flow.spi.EmbeddedAgentProvider;
import io.github.aperturecdi.testing.LoggedMessages;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a policy may have, and this agent does not act on: said once, and no error. */
class InertPartsTest {

    @TempDir Path path;
    private PolicyFolder folder;

    private final LoggedMessages log = new LoggedMessages(PolicyLoader.class.getName());

    @BeforeEach
    void listen() {
        folder = new PolicyFolder(path);
    }

    @AfterEach
    void stopListening() {
        log.close();
    }

    @Test
    void each_part_that_is_not_acted_on_is_warned_about() {
        folder.with(
                "p.yaml",
                PolicyFolder.RATE_LIMITER
                        + """
                              - decider: {operator: gte}
                              - alerter: {}
                              - query: {promql: {}}
                              - auto_scale: {}
                              - nested_circuit: {components: [{ema: {}}]}
                            evaluation_interval: 1s
                          resources:
                            infra_meters: {a: {}}
                            flow_control:
                              classifiers: []
                              flux_meters: {a: {}}
                          """);

        List<Policy> policies = folder.load();

        assertThat(policies.get(0).limiters()).hasSize(1);
        assertThat(log.messages())
                .allSatisfy(
                        entry ->
                                assertThat(entry)
                                        .startsWith("WARNING APERTURE-251")
                                        .contains("'p'", "p.yaml"))
                .satisfiesExactly(
                        entry -> assertThat(entry).contains("'resources.infra_meters'", "line 27"),
                        entry ->
                                assertThat(entry)
                                        .contains(
                                                "'resources.flow_control.flux_meters'", "line 30"),
                        entry -> assertThat(entry).contains("'decider'", "line 20"),
                        entry -> assertThat(entry).contains("'alerter'", "line 21", "no alert"),
                        entry -> assertThat(entry).contains("'query'", "line 22"),
                        entry -> assertThat(entry).contains("'auto_scale'", "line 23", "scaled"),
                        entry -> assertThat(entry).contains("'nested_circuit'", "line 24"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "load_scheduler",
                "adaptive_load_scheduler",
                "aimd_load_scheduler",
                "aiad_load_scheduler",
                "range_driven_load_scheduler",
                "private"
            })
    void a_load_scheduler_is_warned_about_and_refuses_nothing(String component) {
        folder.with("p.yaml", "circuit: {components: [{flow_control: {" + component + ": {}}}]}");

        assertThat(folder.load().get(0).limiters()).isEmpty();
        assertThat(log.messages())
                .singleElement()
                .asString()
                .startsWith("WARNING APERTURE-251")
                .contains("'" + component + "'", "neither delays nor refuses");
    }

    @Test
    void the_same_part_twice_is_one_line_of_the_log() {
        folder.with("p.yaml", "circuit:\n  components:\n    - ema: {}\n    - ema: {}\n").load();

        assertThat(log.messages()).singleElement().asString().contains("'ema'", "line 3, 4");
    }

    @Test
    void lazy_sync_is_said_to_need_a_store() {
        folder.with(
                        "p.yaml",
                        PolicyFolder.RATE_LIMITER.replace(
                                "interval: 30s",
                                "interval: 30s\n            lazy_sync: {enabled: true, num_sync: 5}"))
                .load();

        assertThat(log.messages())
                .singleElement()
                .asString()
                .startsWith("INFO APERTURE-253")
                .contains("p.yaml:14", "only with aperture.embedded.store");
    }

    @Test
    void a_policy_that_is_enforced_in_full_is_not_worth_a_line() {
        folder.with("p.yaml", PolicyFolder.RATE_LIMITER).load();

        assertThat(log.messages()).isEmpty();
    }

    @Test
    void a_selector_for_a_service_is_warned_about() {
        folder.with(
                        "p.yaml",
                        PolicyFolder.RATE_LIMITER
                                + "            - control_point: other\n              service: shop.local\n")
                .load();

        assertThat(log.messages())
                .singleElement()
                .asString()
                .startsWith("WARNING APERTURE-252")
                .contains("'shop.local'", "p.yaml:21", "any");
    }

    @Test
    void a_folder_without_policies_is_warned_about() {
        assertThat(folder.with("comment.yaml", "# nothing yet\n").load()).isEmpty();

        assertThat(log.messages())
                .singleElement()
                .asString()
                .startsWith("WARNING APERTURE-250")
                .contains(path.toString(), "every flow is admitted");
    }

    @Test
    void an_application_without_the_default_folder_is_warned_as_well() {
        ClassLoader empty = new ClassLoader(null) {};

        assertThat(PolicyLoader.load(EmbeddedAgentProvider.DEFAULT_POLICIES, empty)).isEmpty();

        assertThat(log.messages()).singleElement().asString().startsWith("WARNING APERTURE-250");
    }
}
