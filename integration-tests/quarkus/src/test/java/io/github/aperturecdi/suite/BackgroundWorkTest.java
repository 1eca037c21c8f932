package io.github.aperturecdi.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.proto.check.v1.CheckRequest;
import io.github.aperturecdi.testing.Replies;
import io.github.aperturecdi.testing.ScriptedAgent;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Methods that Quarkus calls by itself, on a schedule and for messages, are controlled. */
@ExtendWith(ArquillianExtension.class)
class BackgroundWorkTest {

    private static final Duration LONG = Duration.ofMinutes(2);

    @Inject BackgroundWork work;

    @Inject
    @Channel("orders")
    Emitter<String> orders;

    @Deployment
    static WebArchive application() {
        return Deployments.withScriptedAgent(BackgroundWork.class);
    }

    private static List<CheckRequest> checksAt(ScriptedAgent agent, String controlPoint) {
        return agent.checks().stream()
                .filter(check -> check.getControlPoint().equals(controlPoint))
                .toList();
    }

    @Test
    void each_run_of_a_scheduled_method_is_checked() {
        ScriptedAgent agent = DeployedAgent.fresh();
        int before = work.ticks();
        await().atMost(LONG).until(() -> checksAt(agent, "nightly").size() >= 2);
        await().atMost(LONG).until(() -> work.ticks() > before);
    }

    @Test
    void a_refused_scheduled_method_does_not_run_and_is_tried_again() {
        ScriptedAgent agent = DeployedAgent.fresh();
        agent.at("nightly", request -> Replies.rateLimited(Duration.ofSeconds(1), "quiet-nights"));
        await().atMost(LONG).until(() -> !checksAt(agent, "nightly").isEmpty());
        // A run that was admitted before may still be under way; the next cannot be.
        int settled = checksAt(agent, "nightly").size();
        await().atMost(LONG).until(() -> checksAt(agent, "nightly").size() > settled);
        int before = work.ticks();
        int asked = checksAt(agent, "nightly").size();
        await().atMost(LONG).until(() -> checksAt(agent, "nightly").size() > asked);
        assertThat(work.ticks()).isEqualTo(before);
    }

    @Test
    void a_message_consumer_is_checked_with_its_labels() {
        ScriptedAgent agent = DeployedAgent.fresh();
        orders.send("c-1");
        await().atMost(LONG).until(() -> work.orders().contains("c-1"));
        assertThat(checksAt(agent, "consume"))
                .extracting(CheckRequest::getLabelsMap)
                .containsExactly(Map.of("customer", "c-1"));
    }

    @Test
    void a_message_that_is_refused_is_not_acknowledged() {
        ScriptedAgent agent = DeployedAgent.fresh();
        agent.at("consume", request -> Replies.rateLimited(Duration.ofSeconds(1), "per-customer"));
        assertThat(orders.send("c-2").toCompletableFuture())
                .failsWithin(LONG)
                .withThrowableThat()
                .withMessageContaining("consume");
        assertThat(work.orders()).doesNotContain("c-2");
    }
}
