package io.github.aperturecdi.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.testing.Replies;
import io.github.aperturecdi.testing.ScriptedAgent;
import jakarta.inject.Inject;
import java.time.Duration;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a caller sees of a refusal. */
@ExtendWith(ArquillianExtension.class)
class RefusalTest {

    @Inject Shop shop;

    @Deployment
    static WebArchive application() {
        return Deployments.withScriptedAgent(Shop.class);
    }

    @Test
    void it_is_the_exception_and_the_method_does_not_run() {
        ScriptedAgent agent = DeployedAgent.fresh();
        agent.at("checkout", Replies.rateLimited(Duration.ofMillis(1_001), "per-user"));
        int before = shop.orders();
        FlowRejectedException refused =
                catchThrowableOfType(FlowRejectedException.class, () -> shop.order("who", 1));
        assertThat(shop.orders()).isEqualTo(before);
        assertThat(refused.controlPoint()).isEqualTo("checkout");
        assertThat(refused.reason()).isEqualTo(RejectReason.RATE_LIMITED);
        assertThat(refused.httpStatus()).isEqualTo(429);
        assertThat(refused.retryAfter()).contains(Duration.ofMillis(1_001));
        assertThat(refused.violatedPolicies()).containsExactly("per-user");
        assertThat(refused).hasMessageContaining("Shop.order").hasMessageNotContaining("who");
    }

    @Test
    void the_next_call_may_be_admitted() {
        ScriptedAgent agent = DeployedAgent.fresh();
        agent.at("checkout", Replies.rateLimited(Duration.ofMillis(1_001), "per-user"));
        catchThrowableOfType(FlowRejectedException.class, () -> shop.order("u-1", 1));
        agent.reset();
        assertThat(shop.order("u-1", 1)).isEqualTo("u-1 ordered 1");
    }
}
