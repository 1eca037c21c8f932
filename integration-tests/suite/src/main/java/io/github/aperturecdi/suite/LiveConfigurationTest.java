package io.github.aperturecdi.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.proto.check.v1.CheckRequest;
import io.github.aperturecdi.testing.Replies;
import io.github.aperturecdi.testing.ScriptedAgent;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What operators change takes effect without a restart. */
@Tag("core")
@ExtendWith(ArquillianExtension.class)
class LiveConfigurationTest {

    private static final String MODE = "aperture.mode";
    private static final String CHECKOUT = "aperture.control-point.checkout.";
    private static final String SEARCH_MODE = "aperture.control-point.\"Shop.search\".mode";

    @Inject Shop shop;
    @Inject FlowControl flows;

    @Deployment
    static WebArchive application() {
        return Deployments.of(
                        Shop.class,
                        DeployedAgent.class,
                        DeployedAgentConfigSource.class,
                        ChangingConfigSource.class)
                .addAsServiceProvider(ConfigSource.class, ChangingConfigSource.class);
    }

    /** Without what the last test left, in the configuration and at an agent that refuses. */
    private ScriptedAgent fresh() {
        ChangingConfigSource.VALUES.clear();
        ScriptedAgent agent = DeployedAgent.fresh();
        agent.at("checkout", Replies.rateLimited(Duration.ofSeconds(1), "per-user"));
        agent.at("Shop.search", Replies.rateLimited(Duration.ofSeconds(1), "per-user"));
        await(() -> refused(checkout()) && refused(search()));
        return agent;
    }

    private static void set(String key, String value) {
        ChangingConfigSource.VALUES.put(key, value);
    }

    /** The refusal of a checkout; null when it ran. */
    private FlowRejectedException checkout() {
        return (FlowRejectedException) catchThrowable(() -> shop.order("u-1", 1));
    }

    private FlowRejectedException search() {
        return (FlowRejectedException)
                catchThrowable(() -> shop.search(null, null, Shop.Tier.GOLD, "x"));
    }

    private static void await(Callable<Boolean> condition) {
        Patience.await().until(condition);
    }

    private static boolean ran(FlowRejectedException refused) {
        return refused == null;
    }

    private static boolean refused(FlowRejectedException refused) {
        return refused != null && refused.reason() == RejectReason.RATE_LIMITED;
    }

    private static boolean undecided(FlowRejectedException refused) {
        return refused != null && refused.reason() == RejectReason.UNREACHABLE;
    }

    /** Whether the next checkout asks the agent. */
    private boolean checks(ScriptedAgent agent) {
        int before = agent.checks("checkout").size();
        checkout();
        return agent.checks("checkout").size() > before;
    }

    @Test
    void from_enforce_to_shadow_to_off_and_back() {
        ScriptedAgent agent = fresh();
        long before = flows.shadowRefusals();

        set(MODE, "shadow");
        await(() -> ran(checkout()) && flows.shadowRefusals() > before);
        assertThat(flows.shadowRefusalsByControlPoint()).containsKey("checkout");
        await(() -> checks(agent));

        set(MODE, "off");
        await(() -> !checks(agent));
        assertThat(checkout()).isNull();

        set(MODE, "enforce");
        await(() -> refused(checkout()));
    }

    @Test
    void for_one_control_point_and_not_for_others() {
        fresh();
        set(CHECKOUT + "mode", "shadow");
        await(() -> ran(checkout()) && refused(search()));

        set(SEARCH_MODE, "off");
        set(CHECKOUT + "mode", "enforce");
        await(() -> refused(checkout()) && ran(search()));
    }

    @Test
    void labels_also_those_that_are_new() {
        ScriptedAgent agent = fresh();
        set(CHECKOUT + "labels.tier", "gold");
        await(() -> "gold".equals(tierOfNextCheckout(agent)));
        set(CHECKOUT + "labels.tier", "silver");
        await(() -> "silver".equals(tierOfNextCheckout(agent)));
        ChangingConfigSource.VALUES.remove(CHECKOUT + "labels.tier");
        await(() -> tierOfNextCheckout(agent) == null);
    }

    /**
     * Null where it has none. The short timeout of the test before may still be in force, so that a
     * check does not arrive in time.
     */
    private String tierOfNextCheckout(ScriptedAgent agent) {
        int before = agent.checks("checkout").size();
        checkout();
        List<CheckRequest> checks = agent.checks("checkout");
        return checks.size() == before
                ? "not asked"
                : checks.get(before).getLabelsMap().get("tier");
    }

    @Test
    void how_long_a_decision_may_take_and_what_becomes_of_calls_without_one() {
        ScriptedAgent agent = fresh();
        set(CHECKOUT + "timeout", "50ms");
        awaitTwoLooksAtTheSettings();
        agent.at("checkout", request -> null);
        assertCheckoutWaitsForLessThanTheOtherSourcesSay();

        set(CHECKOUT + "on-unreachable", "reject");
        await(() -> undecided(checkout()));

        set(CHECKOUT + "on-unreachable", "admit");
        set("aperture.on-unreachable", "reject");
        await(() -> ran(checkout()));

        ChangingConfigSource.VALUES.remove(CHECKOUT + "on-unreachable");
        await(() -> undecided(checkout()));
    }

    /** Of two changes in a row, each of which is seen, the second is seen by a later look. */
    private void awaitTwoLooksAtTheSettings() {
        set(SEARCH_MODE, "off");
        await(() -> ran(search()));
        set(SEARCH_MODE, "enforce");
        await(() -> refused(search()));
    }

    private void assertCheckoutWaitsForLessThanTheOtherSourcesSay() {
        long start = System.nanoTime();
        assertThat(checkout()).isNull();
        // They say 20 seconds.
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
    }

    @Test
    void how_long_every_decision_may_take() {
        ScriptedAgent agent = fresh();
        set("aperture.timeout", "50ms");
        awaitTwoLooksAtTheSettings();
        agent.at("checkout", request -> null);
        assertCheckoutWaitsForLessThanTheOtherSourcesSay();
    }

    @Test
    void a_value_that_cannot_be_used_changes_nothing() {
        fresh();
        set(MODE, "shadow");
        await(() -> ran(checkout()) && ran(search()));
        set(MODE, "dark");
        // Its effect shows that the other key has been read, too.
        set(SEARCH_MODE, "enforce");
        await(() -> refused(search()));
        assertThat(checkout()).isNull();
    }
}
