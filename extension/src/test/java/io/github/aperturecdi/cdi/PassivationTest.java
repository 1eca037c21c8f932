package io.github.aperturecdi.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowLabel;
import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.proto.check.v1.CheckRequest;
import io.github.aperturecdi.testing.Replies;
import io.github.aperturecdi.testing.ScriptedAgent;
import io.smallrye.config.inject.ConfigExtension;
import jakarta.enterprise.context.SessionScoped;
import jakarta.inject.Inject;
import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Beans of a passivating scope. They are controlled as any other, before and after. */
class PassivationTest {

    private final PassivatingScope scope = new PassivatingScope();
    private ScriptedAgent agent;

    @BeforeEach
    void start() {
        agent = ScriptedAgent.start();
        System.setProperty("aperture.agent.address", agent.address());
        System.setProperty("aperture.timeout", "20s");
    }

    @AfterEach
    void stop() {
        System.clearProperty("aperture.agent.address");
        System.clearProperty("aperture.timeout");
        agent.close();
    }

    private <T> void with(Class<T> bean, Consumer<T> test) {
        try (WeldContainer container =
                new Weld()
                        .disableDiscovery()
                        .addExtensions(
                                new AperturePortableExtension(), new ConfigExtension(), scope)
                        .addBeanClass(bean)
                        .initialize()) {
            test.accept(container.select(bean).get());
        }
    }

    @Test
    void a_controlled_bean_is_controlled_again_after_its_session_was_passivated() {
        with(
                Cart.class,
                cart -> {
                    cart.add("apple");
                    scope.passivate();
                    cart.add("pear");
                    assertThat(cart.content()).containsExactly("apple", "pear");
                    assertThat(agent.checks())
                            .extracting(CheckRequest::getControlPoint)
                            .containsExactly("cart", "cart");
                    assertThat(agent.checks().get(1).getLabelsMap()).containsEntry("item", "pear");
                });
    }

    @Test
    void a_call_is_refused_after_its_session_was_passivated() {
        with(
                Cart.class,
                cart -> {
                    cart.add("apple");
                    scope.passivate();
                    agent.at("cart", Replies.rateLimited(Duration.ofSeconds(1), "per-user"));
                    assertThatExceptionOfType(FlowRejectedException.class)
                            .isThrownBy(() -> cart.add("pear"));
                    assertThat(cart.content()).containsExactly("apple");
                });
    }

    @Test
    void a_flow_control_that_a_bean_of_a_session_has_injected_serves_it_after_passivation() {
        with(
                Wizard.class,
                wizard -> {
                    wizard.step();
                    scope.passivate();
                    wizard.step();
                    assertThat(agent.checks())
                            .extracting(CheckRequest::getControlPoint)
                            .containsExactly("step", "step");
                    assertThat(wizard.shadowRefusals()).isZero();
                });
    }

    /** A bean with contents. */
    @SessionScoped
    static class Cart implements Serializable {

        @Serial private static final long serialVersionUID = 1L;

        private final ArrayList<String> content = new ArrayList<>();

        @ApertureControlled("cart")
        void add(@FlowLabel("item") String item) {
            content.add(item);
        }

        List<String> content() {
            return content;
        }
    }

    /** A bean that starts its flows itself. */
    @SessionScoped
    static class Wizard implements Serializable {

        @Serial private static final long serialVersionUID = 1L;

        @Inject
        @SuppressWarnings("serial") // the container's proxy
        FlowControl flows;

        void step() {
            try (Flow flow = flows.start(FlowRequest.at("step").build())) {
                assertThat(flow.shouldRun()).isTrue();
            }
        }

        long shadowRefusals() {
            return flows.shadowRefusals();
        }
    }
}
