package io.github.aperturecdi.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.testing.Replies;
import io.github.aperturecdi.testing.ScriptedAgent;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What refused calls get in place of the exception, for every kind of result. */
@ExtendWith(ArquillianExtension.class)
class RefusalMappingTest {

    @Inject FallbackShop fallbacks;
    @Inject RejectingShop rejecting;
    @Inject MappedShop mapped;
    @Inject ClassLevelShop classLevel;

    @Deployment
    static WebArchive application() {
        return Deployments.withScriptedAgent(
                FallbackShop.class,
                RejectingShop.class,
                RejectingShop.SoldOut.class,
                MappedShop.class,
                BusyMapper.class,
                BusyMapper.Busy.class,
                BusyMapper.Failing.class,
                BusyMapper.Second.class,
                BusyMapper.Last.class,
                ClassLevelShop.class,
                ShopOfShapes.class,
                Shape.class,
                Call.class,
                Work.class);
    }

    private static ScriptedAgent refusing(String controlPoint) {
        return DeployedAgent.fresh()
                .at(controlPoint, Replies.rateLimited(Duration.ofMillis(1_001), "per-user"));
    }

    private static Throwable failureOf(Call call) {
        Throwable failure = catchThrowable(() -> call.outcome().join());
        return failure instanceof CompletionException ? failure.getCause() : failure;
    }

    @Test
    void a_fallback_answers_outside_of_the_flow() {
        for (Shape shape : Shape.values()) {
            ScriptedAgent agent = refusing("async");
            assertThat(shape.call(fallbacks, "u", new Work()).outcome().join())
                    .as("%s", shape)
                    .isEqualTo("u instead, async");
            assertThat(agent.checks("async")).as("%s", shape).hasSize(1);
        }
    }

    @Test
    void each_subscription_of_a_lazy_result_is_checked_and_answered() {
        ScriptedAgent agent = refusing("async");
        var uni = fallbacks.uni("u", new Work());
        var publisher = fallbacks.publisher("u", new Work());
        assertThat(agent.checks()).isEmpty();
        for (int subscription = 1; subscription <= 2; subscription++) {
            assertThat(uni.await().atMost(Duration.ofMinutes(1))).isEqualTo("u instead, async");
            assertThat(Call.of(publisher).outcome().join()).isEqualTo("u instead, async");
            assertThat(agent.checks()).hasSize(2 * subscription);
        }
    }

    @Test
    void a_fallback_is_called_directly_though_its_class_controls_it() {
        ScriptedAgent agent = refusing("class-level");
        assertThat(classLevel.order("tea")).isEqualTo("tea instead");
        assertThat(agent.checks("class-level")).hasSize(1);
        assertThatThrownBy(() -> classLevel.instead("tea"))
                .isInstanceOf(FlowRejectedException.class);
        assertThat(agent.checks("class-level")).hasSize(2);
    }

    @Test
    void the_annotations_exception_is_thrown_with_the_refusal_for_its_cause() {
        for (Shape shape : Shape.values()) {
            refusing("async");
            assertThat(failureOf(shape.call(rejecting, "u", new Work())))
                    .as("%s", shape)
                    .isInstanceOf(RejectingShop.SoldOut.class)
                    .hasCauseInstanceOf(FlowRejectedException.class)
                    .hasMessageContaining("RejectingShop.")
                    .hasMessageContaining("per-user");
        }
    }

    @Test
    void a_mapper_says_what_is_thrown_by_priority_and_one_instance_serves_all() {
        for (Shape shape : Shape.values()) {
            refusing("mapped");
            assertThat(failureOf(shape.call(mapped, "u", new Work())))
                    .as("%s", shape)
                    .isInstanceOf(BusyMapper.Busy.class)
                    .hasMessage("busy: mapped");
        }
        assertThat(BusyMapper.Second.LIVE).hasValue(1);
    }
}
