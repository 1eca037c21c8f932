package io.github.aperturecdi.alljar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.testing.Replies;
import io.github.aperturecdi.testing.ScriptedAgent;
import io.github.aperturecdi.testing.TestCertificates;
import io.grpc.TlsServerCredentials;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application with the one jar, a container, and nothing else on the class path. */
class AloneIT {

    /** With YAML of several kinds, and regular expressions. */
    static final String ONE_PER_USER =
            """
            apiVersion: fluxninja.com/v1alpha1
            kind: Policy
            metadata: { name: one-per-user }
            spec:
              circuit:
                components:
                  - flow_control:
                      rate_limiter:
                        selectors:
                          - control_point: checkout
                            label_matcher:
                              expression:
                                label_matches: { label: user, regex: "^u-[0-9]+$" }
                        in_ports: &one
                          bucket_capacity: { constant_signal: { value: 1 } }
                          fill_amount: { constant_signal: { value: 1 } }
                        parameters:
                          interval: 3600s
                          limit_by_label_key: user
                  - flow_control:
                      rate_limiter:
                        selectors: [ { control_point: reports } ]
                        in_ports: *one
                        parameters: { interval: 1s, limit_by_label_key: user }
            """;

    @TempDir Path files;

    @BeforeEach
    void policy() throws Exception {
        StartedApplication.policy(files, "one-per-user.yaml", ONE_PER_USER);
    }

    @Test
    void the_class_path_has_no_library_of_the_jar_under_its_own_name() throws Exception {
        try (StartedApplication application = StartedApplication.with(files)) {
            for (String name :
                    new String[] {
                        "io.grpc.Channel",
                        "com.google.protobuf.Message",
                        "com.google.common.base.Joiner",
                        "okio.Buffer",
                        "kotlin.Unit",
                        "org.snakeyaml.engine.v2.api.Load"
                    }) {
                assertThatThrownBy(() -> application.loader().loadClass(name))
                        .isInstanceOf(ClassNotFoundException.class);
            }
        }
    }

    @Test
    void the_embedded_agent_limits_calls_of_each_user() throws Exception {
        try (StartedApplication application = StartedApplication.with(files)) {
            assertThat(application.does("order u-1")).isEqualTo("ordered by u-1");
            assertThat(application.does("order u-1"))
                    .isEqualTo("429 RATE_LIMITED by [one-per-user]");
            assertThat(application.does("order-later u-1")).isEqualTo("refused");
            assertThat(application.does("order-later u-2")).isEqualTo("ordered by u-2");
            assertThat(application.does("order guest")).isEqualTo("ordered by guest");
            assertThat(application.does("order guest")).isEqualTo("ordered by guest");
        }
    }

    @Test
    void an_agent_elsewhere_decides_and_gets_ends_and_spans() throws Exception {
        try (ScriptedAgent agent = ScriptedAgent.start()) {
            StartedApplication.configure(
                    files, "aperture.agent.address=" + agent.address(), "aperture.timeout=20s");
            try (StartedApplication application = StartedApplication.with(files)) {
                isDecidedBy(agent, application);
            }
        }
    }

    @Test
    void the_connection_may_be_TLS() throws Exception {
        TestCertificates certificates = new TestCertificates(files);
        Path authority = certificates.authority("authority");
        Path certificate = certificates.certificate("agent", "authority", "localhost");
        try (ScriptedAgent agent =
                ScriptedAgent.start(
                        TlsServerCredentials.create(
                                certificate.toFile(), certificates.key("agent").toFile()))) {
            StartedApplication.configure(
                    files,
                    "aperture.agent.address=localhost:" + agent.port(),
                    "aperture.agent.insecure=false",
                    "aperture.root.certificate.file=" + authority.toString().replace('\\', '/'),
                    "aperture.timeout=20s");
            try (StartedApplication application = StartedApplication.with(files)) {
                isDecidedBy(agent, application);
            }
        }
    }

    static void isDecidedBy(ScriptedAgent agent, StartedApplication application) throws Exception {
        agent.at(
                "checkout",
                check ->
                        check.getLabelsOrThrow("user").equals("u-1")
                                ? Replies.holding("held")
                                : Replies.rateLimited(Duration.ofSeconds(1), "theirs"));
        assertThat(application.does("order u-1")).isEqualTo("ordered by u-1");
        assertThat(application.does("order u-2")).isEqualTo("429 RATE_LIMITED by [theirs]");
        await().atMost(Duration.ofMinutes(2)).until(() -> agent.givenBack().contains("held"));
        await().atMost(Duration.ofMinutes(2)).until(() -> agent.spans().size() == 2);
    }
}
