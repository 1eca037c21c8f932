package io.github.aperturecdi.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.FlowRejection;
import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.testing.Replies;
import io.github.aperturecdi.testing.ScriptedAgent;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Flows that an application starts itself. */
@ExtendWith(ArquillianExtension.class)
class FlowsByHandTest {

    private static final FlowRequest REQUEST =
            FlowRequest.at("by-hand").label("user", "u-1").build();

    @Inject FlowControl flows;

    @Deployment
    static WebArchive application() {
        return Deployments.withScriptedAgent(Shop.class);
    }

    private static void assertAsked(ScriptedAgent agent) {
        assertThat(agent.checks()).hasSize(1);
        assertThat(agent.checks().get(0).getControlPoint()).isEqualTo("by-hand");
        assertThat(agent.checks().get(0).getLabelsMap()).isEqualTo(Map.of("user", "u-1"));
    }

    private static void assertRefused(Flow flow) {
        assertThat(flow.shouldRun()).isFalse();
        assertThat(flow.rejection().map(FlowRejection::reason)).contains(RejectReason.RATE_LIMITED);
        assertThat(flow.rejection().flatMap(FlowRejection::retryAfter))
                .contains(Duration.ofSeconds(7));
    }

    @Test
    void an_admitted_one_runs_its_work() throws Exception {
        ScriptedAgent agent = DeployedAgent.fresh();
        try (Flow flow = flows.start(REQUEST)) {
            assertThat(flow.shouldRun()).isTrue();
            assertThat(flow.call(() -> Flow.current() == flow)).isTrue();
        }
        assertAsked(agent);
    }

    @Test
    void a_refused_one_says_why() {
        ScriptedAgent agent = DeployedAgent.fresh();
        agent.at("by-hand", Replies.rateLimited(Duration.ofSeconds(7), "per-user"));
        try (Flow flow = flows.start(REQUEST)) {
            assertRefused(flow);
        }
        assertAsked(agent);
    }

    @Test
    void an_admitted_one_blocks_no_thread() throws Exception {
        ScriptedAgent agent = DeployedAgent.fresh();
        CountDownLatch started = new CountDownLatch(1);
        agent.at(
                "by-hand",
                request -> {
                    await(started);
                    return CheckResponse.getDefaultInstance();
                });
        CompletableFuture<Flow> asked = flows.startAsync(REQUEST);
        assertThat(asked).isNotDone();
        started.countDown();
        try (Flow flow = asked.get(Patience.LONG.toSeconds(), TimeUnit.SECONDS)) {
            assertThat(flow.shouldRun()).isTrue();
        }
        assertAsked(agent);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void a_refused_one_completes_as_well() throws Exception {
        ScriptedAgent agent = DeployedAgent.fresh();
        agent.at("by-hand", Replies.rateLimited(Duration.ofSeconds(7), "per-user"));
        try (Flow flow =
                flows.startAsync(REQUEST).get(Patience.LONG.toSeconds(), TimeUnit.SECONDS)) {
            assertRefused(flow);
        }
        assertAsked(agent);
    }
}
