package io.github.aperturecdi.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowLabel;
import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.testing.ScriptedAgent;
import io.smallrye.config.inject.ConfigExtension;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.Extension;
import java.util.HashSet;
import java.util.Set;
import org.awaitility.Awaitility;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Start and shutdown of an application in Weld SE, by its configuration. */
class StartTest {

    private final Set<String> keys = new HashSet<>();

    private void configure(String key, String value) {
        keys.add(key);
        System.setProperty(key, value);
    }

    @AfterEach
    void reset() {
        keys.forEach(System::clearProperty);
    }

    private static Weld weld() {
        return new Weld()
                .disableDiscovery()
                .addExtensions(new AperturePortableExtension(), new ConfigExtension())
                .addBeanClass(Service.class);
    }

    private static WeldContainer start() {
        return weld().initialize();
    }

    private static String call(WeldContainer container) {
        return container.select(Service.class).get().call();
    }

    @Test
    void disabled_runs_every_call_and_opens_no_connection() {
        configure("aperture.enabled", "false");
        configure("aperture.on-unreachable", "reject");
        configure("aperture.agent.address", "localhost:" + ScriptedAgent.freePort());
        try (WeldContainer container = start()) {
            assertThat(call(container)).isEqualTo("ran");
            assertThat(container.select(FlowControl.class).get().connected()).isFalse();
        }
    }

    @Test
    void nobody_listening_admits_by_default() {
        configure("aperture.agent.address", "localhost:" + ScriptedAgent.freePort());
        try (WeldContainer container = start()) {
            assertThat(call(container)).isEqualTo("ran");
        }
    }

    @Test
    void nobody_listening_refuses_where_that_is_asked_for() {
        configure("aperture.agent.address", "localhost:" + ScriptedAgent.freePort());
        configure("aperture.on-unreachable", "reject");
        try (WeldContainer container = start()) {
            assertThatThrownBy(() -> call(container))
                    .isInstanceOfSatisfying(
                            FlowRejectedException.class,
                            refused -> {
                                assertThat(refused.reason()).isEqualTo(RejectReason.UNREACHABLE);
                                assertThat(refused.httpStatus()).isEqualTo(503);
                                assertThat(refused.retryAfter()).isEmpty();
                            });
        }
    }

    @Test
    void a_bad_value_fails_the_start_with_key_value_and_remedy() {
        configure("aperture.timeout", "soon");
        assertThatThrownBy(StartTest::start)
                .hasStackTraceContaining("aperture.timeout")
                .hasStackTraceContaining("'soon'")
                .hasStackTraceContaining("Write it as 200ms");
    }

    @Test
    void labels_that_cannot_be_sent_fail_the_start_all_at_once() {
        assertThatThrownBy(() -> weld().addBeanClass(Mislabelled.class).initialize())
                .hasStackTraceContaining("APERTURE-052")
                .hasStackTraceContaining("APERTURE-054")
                .hasStackTraceContaining("Parameter 1 ('order') of Mislabelled.order")
                .hasStackTraceContaining("did you mean 'customer'?");
    }

    @Test
    void the_connection_is_made_at_start_up_and_gone_after_shutdown() {
        try (ScriptedAgent agent = ScriptedAgent.start()) {
            configure("aperture.agent.address", agent.address());
            FlowControl flows;
            try (WeldContainer container = start()) {
                flows = container.select(FlowControl.class).get();
                // connected() itself would connect, so ask the other side.
                Awaitility.await().until(() -> agent.connections() == 1);
            }
            assertThat(flows.connected()).isFalse();
        }
    }

    @Test
    void a_deployment_that_fails_for_another_reason_has_opened_nothing() {
        try (ScriptedAgent agent = ScriptedAgent.start()) {
            configure("aperture.agent.address", agent.address());
            assertThatThrownBy(() -> weld().addExtensions(new Failing()).initialize())
                    .hasMessageContaining("another reason");
            // Had it connected, this application's connection would be the second.
            try (WeldContainer container = start()) {
                assertThat(call(container)).isEqualTo("ran");
                assertThat(agent.connections()).isOne();
            }
        }
    }

    /** Another extension, which has something against the deployment. */
    static final class Failing implements Extension {
        void fail(@Observes AfterDeploymentValidation event) {
            event.addDeploymentProblem(new IllegalStateException("another reason"));
        }
    }

    @ApplicationScoped
    static class Service {

        @ApertureControlled
        String call() {
            return "ran";
        }
    }

    record Order(String customer) {}

    @ApplicationScoped
    static class Mislabelled {

        @ApertureControlled(labels = "no pair")
        void order(@FlowLabel(value = "a", property = "custmer") Order order) {}
    }
}
