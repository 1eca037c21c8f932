package io.github.aperturecdi.embedded.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.flow.spi.EmbeddedAgentProvider;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a policy may have, and this agent does not act on: said once, and no error. */
class InertPartsTest {

    @TempDir Path path;
    private PolicyFolder folder;

    private final List<String> logged = new ArrayList<>();
    private final Logger logger = Logger.getLogger(PolicyLoader.class.getName());
    private final Handler handler =
            new Handler() {
                @Override
                public void publish(LogRecord entry) {
                    logged.add(entry.getLevel() + " " + entry.getMessage());
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };

    @BeforeEach
    void listen() {
        folder = new PolicyFolder(path);
        logger.addHandler(handler);
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(handler);
    }

    @Test
    void parts_that_are_not_acted_on_are_one_line_of_the_log() {
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
                            infra_meters: {}
                            flow_control:
                              classifiers: []
                              flux_meters: {a: {}}
                          """);

        List<Policy> policies = folder.load();

        assertThat(policies.get(0).limiters()).hasSize(1);
        assertThat(logged)
                .singleElement()
                .asString()
                .startsWith("INFO APERTURE-251")
                .contains(
                        "'p'",
                        "p.yaml",
                        "decider (line 20)",
                        "alerter (line 21)",
                        "query (line 22)",
                        "auto_scale (line 23)",
                        "nested_circuit (line 24)",
                        "resources.infra_meters (line 27)",
                        "resources.flow_control.flux_meters (line 30)")
                .doesNotContain("classifiers");
    }

    @Test
    void a_policy_that_is_enforced_in_full_is_not_worth_a_line() {
        folder.with("p.yaml", PolicyFolder.RATE_LIMITER).load();

        assertThat(logged).isEmpty();
    }

    @Test
    void a_selector_for_a_service_is_warned_about() {
        folder.with(
                        "p.yaml",
                        PolicyFolder.RATE_LIMITER
                                + "            - control_point: other\n              service: shop.local\n")
                .load();

        assertThat(logged)
                .singleElement()
                .asString()
                .startsWith("WARNING APERTURE-252")
                .contains("'shop.local'", "p.yaml:21", "any");
    }

    @Test
    void a_folder_without_policies_is_warned_about() {
        assertThat(folder.with("comment.yaml", "# nothing yet\n").load()).isEmpty();

        assertThat(logged)
                .singleElement()
                .asString()
                .startsWith("WARNING APERTURE-250")
                .contains(path.toString(), "every flow is admitted");
    }

    @Test
    void an_application_without_the_default_folder_is_warned_as_well() {
        ClassLoader empty = new ClassLoader(null) {};

        assertThat(PolicyLoader.load(EmbeddedAgentProvider.DEFAULT_POLICIES, empty)).isEmpty();

        assertThat(logged).singleElement().asString().startsWith("WARNING APERTURE-250");
    }
}
