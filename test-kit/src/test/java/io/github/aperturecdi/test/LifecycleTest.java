package io.github.aperturecdi.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.github.aperturecdi.flow.FlowRequest;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** From the first to the last test of a class, as a runner of tests sees it. */
class LifecycleTest {

    static int port;

    private static TestExecutionSummary run(Class<?>... tests) {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherDiscoveryRequestBuilder request = LauncherDiscoveryRequestBuilder.request();
        for (Class<?> test : tests) {
            request.selectors(selectClass(test));
        }
        LauncherFactory.create().execute(request.build(), listener);
        return listener.getSummary();
    }

    @ApertureAgent
    static class ACase {

        @Test
        void runs(TestAgent agent) {
            port = agent.port();
            assertThat(System.getProperty("aperture.agent.address")).isEqualTo(agent.address());
            assertThat(agent.flowControl().start(FlowRequest.at("a").build()).shouldRun()).isTrue();
        }
    }

    @ApertureAgent
    static class AnotherCase {

        @Test
        void has_the_same_port(TestAgent agent) {
            assertThat(agent.port()).isEqualTo(port);
            assertThat(agent.flows()).isEmpty();
        }
    }

    @ApertureAgent(strict = true)
    static class AStrictCase {

        @Test
        void leaves_a_flow_open(TestAgent agent) {
            agent.patience(java.time.Duration.ofMillis(50));
            agent.flowControl().start(FlowRequest.at("left-open").build());
        }
    }

    @ApertureAgent(policies = "no/such/policies.yaml")
    static class ACaseWithoutItsPolicies {

        @Test
        void runs() {}
    }

    @Test
    void what_a_class_starts_ends_with_it() {
        System.setProperty("aperture.timeout", "3s");
        try {
            assertThat(run(ACase.class).getTestsSucceededCount()).isEqualTo(1);

            assertThat(System.getProperty("aperture.timeout")).isEqualTo("3s");
        } finally {
            System.clearProperty("aperture.timeout");
        }
        assertThat(System.getProperty("aperture.agent.address")).isNull();
        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
                .isInstanceOf(ConnectException.class);
    }

    @Test
    void the_port_stays_for_the_next_class() {
        assertThat(run(ACase.class, AnotherCase.class).getTestsSucceededCount()).isEqualTo(2);
    }

    @Test
    void a_strict_class_fails_a_test_that_leaves_a_flow_open() {
        assertThat(run(AStrictCase.class).getFailures())
                .singleElement()
                .satisfies(
                        failure ->
                                assertThat(failure.getException())
                                        .isInstanceOf(AssertionError.class)
                                        .hasMessageContaining("'left-open'"));
    }

    @Test
    void a_class_whose_policies_are_not_there_fails() {
        assertThat(run(ACaseWithoutItsPolicies.class).getFailures())
                .singleElement()
                .satisfies(
                        failure ->
                                assertThat(failure.getException())
                                        .hasMessageContaining("no/such/policies.yaml"));
    }
}
