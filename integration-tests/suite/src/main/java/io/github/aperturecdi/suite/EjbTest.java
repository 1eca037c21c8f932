package io.github.aperturecdi.suite;

import static io.github.aperturecdi.suite.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.testing.Replies;
import io.github.aperturecdi.testing.ScriptedAgent;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Enterprise beans are controlled as others are, and a refusal is no failure of theirs. */
@Tag("core")
@Tag("ejb")
@ExtendWith(ArquillianExtension.class)
class EjbTest {

    @Inject Teller teller;
    @Inject Cashier cashier;
    @Inject Alarm alarm;
    @Inject Provider<Basket> baskets;

    @Deployment
    static WebArchive application() {
        return Deployments.withScriptedAgent(
                Teller.class, Cashier.class, Basket.class, Alarm.class);
    }

    /** Without what its timers asked before. */
    private static ScriptedAgent refusing(String controlPoint) {
        return DeployedAgent.fresh()
                .at(controlPoint, Replies.rateLimited(Duration.ofSeconds(1), "per-user"));
    }

    @Test
    void a_call_is_checked_once() {
        ScriptedAgent agent = DeployedAgent.fresh();
        assertThat(teller.pay("ann")).isEqualTo("ann paid");
        assertThat(agent.checks("teller")).hasSize(1);
        assertThat(agent.checks("teller").get(0).getLabelsMap())
                .isEqualTo(Map.of("user_id", "ann"));
    }

    @Test
    void a_refused_call_throws_the_refusal_itself() {
        refusing("teller");
        assertThatExceptionOfType(FlowRejectedException.class).isThrownBy(() -> teller.pay("ann"));
    }

    @Test
    void a_refused_call_leaves_its_callers_transaction_alone() {
        refusing("teller");
        assertThat(cashier.commitsAfterARefusal("ann")).isTrue();
    }

    @Test
    void a_stateful_bean_survives_a_refusal_with_its_contents() {
        DeployedAgent.fresh();
        Basket basket = baskets.get();
        basket.add("apple");
        ScriptedAgent agent = refusing("basket");
        assertThatExceptionOfType(FlowRejectedException.class).isThrownBy(() -> basket.add("pear"));
        assertThat(basket.content()).containsExactly("apple");
        agent.reset();
        basket.add("plum");
        assertThat(basket.content()).containsExactly("apple", "plum");
    }

    @Test
    @Tag("ejb-passivation")
    void a_stateful_bean_is_controlled_after_it_was_passivated() {
        ScriptedAgent agent = DeployedAgent.fresh();
        Basket basket = baskets.get();
        basket.add("quince");
        // Open Liberty writes none before half a minute, and then every one that was made.
        await().pollInterval(Duration.ofSeconds(1))
                .atMost(Duration.ofMinutes(5))
                .until(
                        () -> {
                            // A container keeps some of them, GlassFish 512 by default.
                            Stream.generate(baskets::get).limit(100).forEach(Basket::content);
                            return Basket.PASSIVATED.contains("quince");
                        });
        basket.add("pear");
        assertThat(basket.isActivated()).isTrue();
        assertThat(basket.content()).containsExactly("quince", "pear");
        assertThat(agent.checks("basket")).hasSize(2);
        assertThat(basket.look()).isTrue();
        assertThat(agent.checks("look")).hasSize(1);
        refusing("basket");
        assertThatExceptionOfType(FlowRejectedException.class).isThrownBy(() -> basket.add("fig"));
    }

    @Test
    void a_call_that_the_container_makes_later_asks() throws Exception {
        ScriptedAgent agent = DeployedAgent.fresh();
        CountDownLatch done = new CountDownLatch(1);
        teller.payLater("ann", done::countDown);
        assertThat(done.await(Patience.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(agent.checks("teller")).hasSize(1);
    }

    @Test
    void who_waits_for_such_a_call_gets_its_result_or_its_refusal() throws Exception {
        DeployedAgent.fresh();
        assertThat(teller.payAndTell("ann").get(Patience.LONG.toSeconds(), TimeUnit.SECONDS))
                .isEqualTo("ann paid");
        refusing("teller");
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(
                        () ->
                                teller.payAndTell("ann")
                                        .get(Patience.LONG.toSeconds(), TimeUnit.SECONDS))
                .withCauseInstanceOf(FlowRejectedException.class);
    }

    @Test
    void a_refused_schedule_is_skipped_and_comes_again() {
        ScriptedAgent agent = refusing("tick");
        // The first after these may have been on its way before.
        int asked = agent.checks("tick").size();
        awaitChecks(agent, "tick", asked + 2);
        int ticks = Alarm.TICKS.get();
        awaitChecks(agent, "tick", asked + 4);
        assertThat(Alarm.TICKS).hasValue(ticks);
        agent.reset();
        await().until(() -> Alarm.TICKS.get() > ticks);
        awaitChecks(agent, "tick", 1);
    }

    @Test
    void a_timeout_is_checked_and_refused() {
        ScriptedAgent agent = DeployedAgent.fresh();
        alarm.set();
        await().until(() -> Alarm.RINGS.get() == 1);
        assertThat(agent.checks("ring")).hasSize(1);
        refusing("ring");
        alarm.set();
        awaitChecks(agent, "ring", 1);
        assertThat(Alarm.RINGS).hasValue(1);
    }

    private static void awaitChecks(ScriptedAgent agent, String controlPoint, int number) {
        await().until(() -> agent.checks(controlPoint).size() >= number);
    }
}
