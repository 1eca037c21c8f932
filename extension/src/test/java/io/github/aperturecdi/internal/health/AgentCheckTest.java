package io.github.aperturecdi.internal.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.aperturecdi.cdi.AperturePortableExtension;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.testing.ScriptedAgent;
import io.smallrye.config.inject.ConfigExtension;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.Extension;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The readiness check of applications in Weld SE. */
class AgentCheckTest {

    private final Set<String> keys = new HashSet<>();

    private void configure(String key, String value) {
        keys.add(key);
        System.setProperty(key, value);
    }

    @AfterEach
    void reset() {
        keys.forEach(System::clearProperty);
    }

    private static void inApplication(Consumer<WeldContainer> test, Extension... more) {
        try (WeldContainer container =
                new Weld()
                        .disableDiscovery()
                        .addExtensions(new AperturePortableExtension(), new ConfigExtension())
                        .addExtensions(more)
                        .addBeanClass(AgentCheckTest.class)
                        .initialize()) {
            test.accept(container);
        }
    }

    private static HealthCheckResponse check(WeldContainer container) {
        HealthCheckResponse response =
                container.select(HealthCheck.class, Readiness.Literal.INSTANCE).get().call();
        assertThat(response.getName()).isEqualTo("aperture-agent");
        return response;
    }

    @ParameterizedTest
    @CsvSource({"admit, UP", "reject, DOWN"})
    void without_its_agent_an_application_is_down_only_where_it_would_refuse_work(
            String onUnreachable, Status status) {
        String address = "localhost:" + ScriptedAgent.freePort();
        configure("aperture.agent.address", address);
        configure("aperture.on-unreachable", onUnreachable);
        inApplication(
                container -> {
                    HealthCheckResponse response = check(container);
                    assertThat(response.getStatus()).isEqualTo(status);
                    assertThat(response.getData())
                            .hasValue(Map.of("connected", false, "agent", address));
                });
    }

    @Test
    void it_is_down_where_one_method_needs_the_agent() {
        configure("aperture.agent.address", "localhost:" + ScriptedAgent.freePort());
        inApplication(
                container -> {
                    assertThat(check(container).getStatus()).isEqualTo(Status.UP);
                    container.select(FlowControl.class).get().expect("new-checkout", true);
                    assertThat(check(container).getStatus()).isEqualTo(Status.DOWN);
                });
    }

    @Test
    void it_is_up_with_its_agent_and_down_once_that_is_gone() {
        try (ScriptedAgent agent = ScriptedAgent.start()) {
            configure("aperture.agent.address", agent.address());
            configure("aperture.on-unreachable", "reject");
            inApplication(
                    container -> {
                        Awaitility.await().until(() -> check(container).getStatus() == Status.UP);
                        assertThat(check(container).getData())
                                .hasValue(Map.of("connected", true, "agent", agent.address()));
                        agent.kill();
                        Awaitility.await().until(() -> check(container).getStatus() == Status.DOWN);
                    });
        }
    }

    /** No flow starts meanwhile: who is not ready gets no work. */
    @Test
    void what_operators_change_is_seen_while_it_is_down() {
        configure("aperture.agent.address", "localhost:" + ScriptedAgent.freePort());
        configure("aperture.on-unreachable", "reject");
        inApplication(
                container -> {
                    assertThat(check(container).getStatus()).isEqualTo(Status.DOWN);
                    configure("aperture.on-unreachable", "admit");
                    Awaitility.await().until(() -> check(container).getStatus() == Status.UP);
                });
    }

    @Test
    void switched_off_it_is_up() {
        configure("aperture.enabled", "false");
        configure("aperture.on-unreachable", "reject");
        inApplication(
                container -> {
                    assertThat(check(container).getStatus()).isEqualTo(Status.UP);
                    assertThat(check(container).getData())
                            .hasValue(Map.of("connected", false, "agent", "none"));
                });
    }

    /** Keeps the checks that it finds, as WildFly does, and fails the deployment. */
    static class FailingServer implements Extension {

        private final List<HealthCheck> kept = new ArrayList<>();

        void keep(@Observes AfterDeploymentValidation validation, BeanManager beans) {
            beans.createInstance()
                    .select(HealthCheck.class, Readiness.Literal.INSTANCE)
                    .forEach(kept::add);
            validation.addDeploymentProblem(new IllegalStateException("a mistake"));
        }
    }

    @Test
    void of_an_application_that_did_not_start_it_is_up_and_says_nothing_of_an_agent() {
        configure("aperture.agent.address", "localhost:" + ScriptedAgent.freePort());
        configure("aperture.on-unreachable", "reject");
        FailingServer server = new FailingServer();
        assertThatThrownBy(() -> inApplication(container -> {}, server))
                .hasMessageContaining("a mistake");
        assertThat(server.kept).hasSize(1);
        HealthCheckResponse response = server.kept.get(0).call();
        assertThat(response.getStatus()).isEqualTo(Status.UP);
        assertThat(response.getData()).isEmpty();
    }
}
