package io.github.aperturecdi.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowLabel;
import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.proto.check.v1.CheckRequest;
import io.github.aperturecdi.testing.Replies;
import io.github.aperturecdi.testing.ScriptedAgent;
import io.smallrye.config.inject.ConfigExtension;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.weld.junit5.auto.AddBeanClasses;
import org.jboss.weld.junit5.auto.AddExtensions;
import org.jboss.weld.junit5.auto.EnableAutoWeld;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The interceptor in Weld, against an agent on a real socket. */
@EnableAutoWeld
@AddExtensions({AperturePortableExtension.class, ConfigExtension.class})
@AddBeanClasses({
    InterceptionTest.Shop.class,
    InterceptionTest.ControlledShop.class,
    InterceptionTest.InheritingShop.class
})
class InterceptionTest {

    private static final ScriptedAgent AGENT = startAgent();

    private static ScriptedAgent startAgent() {
        ScriptedAgent agent = ScriptedAgent.start();
        // Before Weld starts, which is before any callback of this class.
        System.setProperty("aperture.agent.address", agent.address());
        System.setProperty("aperture.timeout", "20s");
        return agent;
    }

    @Inject Shop shop;
    @Inject ControlledShop controlledShop;
    @Inject InheritingShop inheritingShop;

    @AfterEach
    void reset() {
        AGENT.reset();
    }

    @AfterAll
    static void stop() {
        System.clearProperty("aperture.agent.address");
        System.clearProperty("aperture.timeout");
        AGENT.close();
    }

    /** Without those of "hurried": its caller does not wait, so it may come during a later test. */
    private static List<CheckRequest> checks() {
        return AGENT.checks().stream()
                .filter(check -> !check.getControlPoint().equals("hurried"))
                .toList();
    }

    private static CheckRequest onlyCheck() {
        assertThat(checks()).hasSize(1);
        return checks().get(0);
    }

    @Test
    void one_call_is_one_check() {
        assertThat(shop.order("u-1", 3)).isEqualTo("u-1 ordered 3");
        assertThat(onlyCheck().getControlPoint()).isEqualTo("checkout");
        assertThat(onlyCheck().getLabelsMap()).isEqualTo(Map.of("user_id", "u-1", "tokens", "3"));
    }

    @Test
    void the_default_control_point_is_class_and_method() {
        shop.search(
                null, Optional.empty(), Optional.of("x"), Tier.GOLD, new Failing(), new Endless());
        assertThat(onlyCheck().getControlPoint()).isEqualTo("Shop.search");
    }

    @Test
    void null_empty_and_failing_labels_are_left_out_and_others_are_text() {
        shop.search(
                null, Optional.empty(), Optional.of("x"), Tier.GOLD, new Failing(), new Endless());
        assertThat(onlyCheck().getLabelsMap()).isEqualTo(Map.of("present", "x", "tier", "GOLD"));
    }

    @Test
    void a_class_level_binding_controls_every_method_and_the_methods_own_beats_it() {
        controlledShop.one();
        controlledShop.two();
        assertThat(checks())
                .extracting(CheckRequest::getControlPoint)
                .containsExactly("shop", "two");
    }

    @Test
    void a_class_level_binding_is_inherited() {
        inheritingShop.inherited();
        inheritingShop.own();
        assertThat(checks())
                .extracting(CheckRequest::getControlPoint)
                .containsExactly("base", "base");
    }

    @Test
    void a_method_without_binding_is_not_checked() {
        shop.free();
        assertThat(checks()).isEmpty();
    }

    @Test
    void a_refused_call_does_not_run_and_throws() {
        AGENT.at("checkout", Replies.rateLimited(Duration.ofMillis(1500), "per-user"));
        FlowRejectedException refused =
                catchThrowableOfType(
                        FlowRejectedException.class, () -> shop.order("label-value", 1));
        assertThat(refused.controlPoint()).isEqualTo("checkout");
        assertThat(refused.reason()).isEqualTo(RejectReason.RATE_LIMITED);
        assertThat(refused.httpStatus()).isEqualTo(429);
        assertThat(refused.retryAfter()).contains(Duration.ofMillis(1500));
        assertThat(refused.violatedPolicies()).containsExactly("per-user");
        assertThat(refused.getStackTrace()).isEmpty();
        assertThat(refused.getMessage())
                .contains("Shop.order")
                .contains("'checkout'")
                .contains("per-user")
                .doesNotContain("label-value");
        assertThat(shop.orders()).isZero();
    }

    @Test
    void a_refusal_survives_serialization() throws Exception {
        AGENT.at("checkout", Replies.rateLimited(Duration.ofMillis(1500), "per-user"));
        FlowRejectedException refused =
                catchThrowableOfType(FlowRejectedException.class, () -> shop.order("u", 1));
        FlowRejectedException copy = serialized(refused);
        assertThat(copy.retryAfter()).isEqualTo(refused.retryAfter());
        assertThat(copy.violatedPolicies()).isEqualTo(refused.violatedPolicies());
        assertThat(copy.reason()).isEqualTo(refused.reason());
    }

    private static FlowRejectedException serialized(FlowRejectedException exception)
            throws IOException, ClassNotFoundException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(exception);
        }
        try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (FlowRejectedException) in.readObject();
        }
    }

    @Test
    void the_annotations_timeout_beats_the_configurations() {
        AGENT.at("hurried", request -> null);
        assertThat(shop.hurried()).isEqualTo("ran without a decision");
    }

    @Test
    void what_the_method_throws_passes_unchanged() {
        assertThatThrownBy(() -> shop.fail()).isInstanceOf(IOException.class).hasMessage("full");
    }

    enum Tier {
        GOLD {
            @Override
            public String toString() {
                return "not this";
            }
        }
    }

    static final class Failing {
        @Override
        public String toString() {
            throw new IllegalStateException("no text");
        }
    }

    /** As two entities that name each other. */
    static final class Endless {
        @Override
        public String toString() {
            return "" + this;
        }
    }

    @ApplicationScoped
    static class Shop {

        private int orders;

        @ApertureControlled("checkout")
        String order(@FlowLabel("user_id") String user, @FlowLabel int tokens) {
            orders++;
            return user + " ordered " + tokens;
        }

        int orders() {
            return orders;
        }

        @ApertureControlled
        void search(
                @FlowLabel @Nullable String absent,
                @FlowLabel Optional<String> empty,
                @FlowLabel Optional<String> present,
                @FlowLabel Tier tier,
                @FlowLabel Failing failing,
                @FlowLabel Endless endless) {}

        @ApertureControlled(value = "hurried", timeout = "50ms")
        String hurried() {
            return "ran without a decision";
        }

        @ApertureControlled
        void fail() throws IOException {
            throw new IOException("full");
        }

        void free() {}
    }

    @ApertureControlled("base")
    abstract static class ControlledBase {

        void inherited() {}
    }

    @ApplicationScoped
    @ApertureControlled("shop")
    static class ControlledShop {

        void one() {}

        @ApertureControlled("two")
        void two() {}
    }

    @ApplicationScoped
    static class InheritingShop extends ControlledBase {

        void own() {}
    }
}
