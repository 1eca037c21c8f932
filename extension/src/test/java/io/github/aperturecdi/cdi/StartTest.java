package io.github.aperturecdi.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.aperturecdi.ApertureCached;
import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowCacheKey;
import io.github.aperturecdi.FlowLabel;
import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.testing.LoggedMessages;
import io.github.aperturecdi.testing.Replies;
import io.github.aperturecdi.testing.ScriptedAgent;
import io.smallrye.config.inject.ConfigExtension;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.Extension;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.spi.ConfigProviderResolver;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Start and shutdown of an application in Weld SE, by its configuration. */
@Tag("long")
class StartTest {

    private final Set<String> keys = new HashSet<>();

    private void configure(String key, String value) {
        keys.add(key);
        System.setProperty(key, value);
    }

    @AfterEach
    void reset() {
        keys.forEach(System::clearProperty);
        // It would remember which keys there were.
        ConfigProviderResolver.instance().releaseConfig(ConfigProvider.getConfig());
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
    void an_agent_that_is_not_there_admits_by_default() {
        configure("aperture.agent.address", "localhost:" + ScriptedAgent.freePort());
        try (WeldContainer container = start()) {
            assertThat(call(container)).isEqualTo("ran");
        }
    }

    @Test
    void an_agent_that_is_not_there_refuses_if_configured() {
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
                .hasStackTraceContaining("APERTURE-704")
                .hasStackTraceContaining("APERTURE-706")
                .hasStackTraceContaining(
                        "Parameter 1 ('order') of " + Mislabelled.class.getName() + ".order(")
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

    /** Longer than the default, which would give it up before. */
    @Test
    void work_under_way_is_awaited_for_the_configured_time_and_then_given_up() {
        Duration configured = FlowControl.DEFAULT_SHUTDOWN_TIMEOUT.plusMillis(500);
        try (ScriptedAgent agent = ScriptedAgent.start()) {
            agent.at("left", Replies.holding("left"));
            configure("aperture.agent.address", agent.address());
            configure("aperture.timeout", "30s");
            configure("aperture.shutdown-timeout", configured.toString());
            long closing;
            try (WeldContainer container = start()) {
                FlowControl flows = container.select(FlowControl.class).get();
                assertThat(flows.start(FlowRequest.at("left").build()).shouldRun()).isTrue();
                closing = System.nanoTime();
            }
            assertThat(Duration.ofNanos(System.nanoTime() - closing))
                    .isGreaterThanOrEqualTo(configured);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(agent.givenBack()).containsExactly("left"));
        }
    }

    @Test
    void a_deployment_that_fails_for_another_reason_has_opened_nothing() {
        try (ScriptedAgent agent = ScriptedAgent.start()) {
            configure("aperture.agent.address", agent.address());
            configure("aperture.timeout", "20s");
            assertThatThrownBy(() -> weld().addExtensions(new Failing()).initialize())
                    .hasMessageContaining("another reason");
            // Had it connected, this application's connection would be the second.
            try (WeldContainer container = start()) {
                assertThat(call(container)).isEqualTo("ran");
                assertThat(agent.connections()).isOne();
            }
        }
    }

    @Test
    void what_nothing_reads_is_named_with_what_may_have_been_meant() {
        configure("aperture.timeot", "1s");
        configure("aperture.enabled", "false");
        try (LoggedMessages log = new LoggedMessages(FlowControlProducer.class.getName());
                WeldContainer container = start()) {
            assertThat(call(container)).isEqualTo("ran");
            assertThat(log.messages())
                    .filteredOn(message -> message.contains("APERTURE-404"))
                    .singleElement(InstanceOfAssertFactories.STRING)
                    .startsWith("WARNING")
                    .contains("aperture.timeot", "Did you mean aperture.timeout?");
        }
    }

    @Test
    void with_the_mode_off_no_check_is_sent_and_no_label_is_made() {
        try (ScriptedAgent agent = ScriptedAgent.start()) {
            agent.at("labelled", Replies.rateLimited(Duration.ofSeconds(1), "policy"));
            configure("aperture.agent.address", agent.address());
            configure("aperture.timeout", "20s");
            configure("aperture.control-point.labelled.mode", "off");
            try (WeldContainer container = start()) {
                Service service = container.select(Service.class).get();
                Counted label = new Counted();
                assertThat(service.labelled(label)).isEqualTo("ran");
                assertThat(service.labelled(label)).isEqualTo("ran");
                assertThat(label.texts).hasValue(0);
                assertThat(agent.checks()).isEmpty();
                assertThat(agent.cacheUpserts()).isEmpty();
                System.setProperty("aperture.control-point.labelled.mode", "enforce");
                Awaitility.await()
                        .untilAsserted(
                                () ->
                                        assertThatThrownBy(() -> service.labelled(label))
                                                .isInstanceOf(FlowRejectedException.class));
                assertThat(label.texts).hasPositiveValue();
                Awaitility.await().until(() -> agent.spans().size() == agent.checks().size());
            }
            assertThat(agent.spans()).hasSize(agent.checks().size());
        }
    }

    /** Knows how often somebody wanted its text. */
    static final class Counted {
        final AtomicInteger texts = new AtomicInteger();

        @FlowCacheKey
        @Override
        public String toString() {
            return "text " + texts.incrementAndGet();
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

        @ApertureControlled("labelled")
        @ApertureCached(ttl = "1m")
        String labelled(@FlowLabel("text") Counted label) {
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
