package io.github.aperturecdi.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.flow.CacheLookup;
import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.link.AgentEndpoint;
import io.github.aperturecdi.flow.link.AgentLink;
import java.io.File;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.stream.Stream;
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
            agent.patience(Duration.ofMillis(50));
            agent.flowControl().start(FlowRequest.at("left-open").build());
        }
    }

    @ApertureAgent(policies = "no/such/policies.yaml")
    static class ACaseWithoutItsPolicies {

        @Test
        void runs() {}
    }

    @Test
    void what_a_class_configures_ends_with_it() {
        System.setProperty("aperture.timeout", "3s");
        try {
            assertThat(run(ACase.class).getTestsSucceededCount()).isEqualTo(1);

            assertThat(System.getProperty("aperture.timeout")).isEqualTo("3s");
        } finally {
            System.clearProperty("aperture.timeout");
        }
        assertThat(System.getProperty("aperture.agent.address")).isNull();
    }

    @ApertureAgent
    static class ACaseOfAnApplication {

        static FlowControl flows;

        @Test
        void starts_it(TestAgent agent) {
            agent.at("orders").rejects(RejectReason.RATE_LIMITED);
            flows =
                    FlowControl.builder()
                            .agent(AgentLink.open(new AgentEndpoint(agent.address(), true, null)))
                            .timeout(Duration.ofSeconds(10))
                            .build();
            assertThat(runs()).isFalse();
        }

        static boolean runs() {
            try (Flow flow = flows.start(FlowRequest.at("orders").build())) {
                return flow.shouldRun();
            }
        }
    }

    @ApertureAgent
    static class ANextCaseOfTheApplication {

        @Test
        void scripts_its_first_flow(TestAgent agent) {
            agent.at("orders").rejects(RejectReason.RATE_LIMITED);
            assertThat(ACaseOfAnApplication.runs()).isFalse();
        }
    }

    @Test
    void an_application_that_outlives_a_class_stays_connected() {
        assertThat(run(ACaseOfAnApplication.class).getTestsSucceededCount()).isEqualTo(1);
        assertThat(ACaseOfAnApplication.runs()).as("between the classes").isTrue();
        assertThat(run(ANextCaseOfTheApplication.class).getTestsSucceededCount()).isEqualTo(1);
        ACaseOfAnApplication.flows.close();
    }

    /** As Quarkus does for tests of another profile. */
    @Test
    void a_class_of_another_class_loader_takes_the_port_over() throws Exception {
        run(ACase.class);
        URL[] classPath =
                Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                        .map(LifecycleTest::url)
                        .toArray(URL[]::new);
        try (URLClassLoader loader =
                new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader())) {
            Class<?> copy = loader.loadClass(ResidentAgent.class.getName());
            Method at = copy.getDeclaredMethod("at", int.class);
            at.setAccessible(true);
            assertThat(at.invoke(null, 0)).isNotNull();
            assertThat(run(AnotherCase.class).getTestsSucceededCount()).isEqualTo(1);
        }
    }

    private static URL url(String path) {
        try {
            return new File(path).toURI().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_test_in_another_jvm_uses_the_agent() {
        RunningAgent agent = new RunningAgent(0);
        try (ControlPort port = ControlPort.open(agent);
                TestAgent remote =
                        new DeployedAgent(agent.address(), "", port.number()).connect()) {
            remote.at("orders").times(1).rejects(RejectReason.NO_TOKENS, Duration.ofSeconds(3));

            assertThat(remote.flowControl().start(FlowRequest.at("orders").build()).shouldRun())
                    .isFalse();

            assertThat(remote.awaitFlows(1))
                    .singleElement()
                    .satisfies(flow -> assertThat(flow.reason()).isEqualTo(RejectReason.NO_TOKENS));
            remote.patience(Duration.ofMillis(50));
            assertThatThrownBy(remote::everyFlowEndedOnce)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("'orders'");
            assertThatThrownBy(() -> remote.awaitWaiting(1)).isInstanceOf(AssertionError.class);
            remote.clock().advance(Duration.ofMinutes(1));
        } finally {
            agent.close();
        }
    }

    @Test
    void a_test_in_another_jvm_makes_the_agent_an_older_one_and_stops_it() {
        RunningAgent agent = new RunningAgent(0);
        try (ControlPort port = ControlPort.open(agent);
                TestAgent remote =
                        new DeployedAgent(agent.address(), "", port.number()).connect()) {
            assertThat(remote.flowControl().globalCache("key").join()).isEqualTo(CacheLookup.MISS);
            remote.lacksCaches();
            assertThat(remote.flowControl().globalCache("key").join())
                    .isEqualTo(CacheLookup.ABSENT);

            remote.stop();
            assertThat(remote.flowControl().start(FlowRequest.at("orders").build()).decision())
                    .extracting(Decision::type)
                    .isEqualTo(Decision.Type.UNREACHABLE);
            remote.startAgain();

            assertThat(remote.flowControl().connected()).isTrue();
        } finally {
            agent.close();
        }
    }

    /** The agent of another class loader listens at its port by then. */
    @Test
    void a_closed_agent_does_not_start_again() {
        RunningAgent agent = new RunningAgent(0);
        agent.close();
        try (TestAgent next = startAt(agent.port())) {
            agent.reset();

            assertThat(next.flowControl().start(FlowRequest.at("a").build()).shouldRun()).isTrue();
            assertThat(next.flows()).hasSize(1);
        }
    }

    private static TestAgent startAt(int port) {
        RunningAgent agent = new RunningAgent(port);
        return new TestAgent(agent.address(), null, agent, agent::close);
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
