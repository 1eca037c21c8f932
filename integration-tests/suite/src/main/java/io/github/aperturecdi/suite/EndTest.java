package io.github.aperturecdi.suite;

import static io.github.aperturecdi.suite.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.proto.check.v1.CheckResponse.RejectReason;
import io.github.aperturecdi.proto.check.v1.FlowEndRequest;
import io.github.aperturecdi.proto.check.v1.InflightRequestRef;
import io.github.aperturecdi.testing.Replies;
import io.github.aperturecdi.testing.ScriptedAgent;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Exactly one end for each flow that holds a reference. */
@ExtendWith(ArquillianExtension.class)
class EndTest {

    @Inject Shop shop;

    @Deployment
    static WebArchive application() {
        return Deployments.withScriptedAgent(Shop.class);
    }

    /**
     * Ends of one control point wait for each other, so when that of a later flow has come, a
     * second one of an earlier flow would have come too.
     */
    private List<String> endedIdsAfter(String controlPoint, String... expected) {
        await().until(() -> endedIds().containsAll(List.of(expected)));
        DeployedAgent.current().at(controlPoint, Replies.holding("later"));
        catchThrowable(controlPoint.equals("checkout") ? () -> shop.order("u", 1) : shop::fail);
        await().until(() -> endedIds().contains("later"));
        return endedIds().stream().filter(id -> !id.equals("later")).toList();
    }

    private List<String> endedIds() {
        return DeployedAgent.current().ends().stream()
                .map(FlowEndRequest::getInflightRequestsList)
                .flatMap(List::stream)
                .map(InflightRequestRef::getRequestId)
                .toList();
    }

    private void holding(String controlPoint) {
        AtomicInteger id = new AtomicInteger();
        DeployedAgent.current()
                .at(
                        controlPoint,
                        request -> Replies.holding(controlPoint + "-" + id.incrementAndGet()));
    }

    @Test
    void on_return() {
        ScriptedAgent agent = DeployedAgent.fresh();
        holding("checkout");
        for (int i = 0; i < 3; i++) {
            shop.order("u-1", 1);
        }
        assertThat(endedIdsAfter("checkout", "checkout-3"))
                .containsExactlyInAnyOrder("checkout-1", "checkout-2", "checkout-3");
        assertThat(agent.ends().get(0).getControlPoint()).isEqualTo("checkout");
    }

    @Test
    void on_an_exception_which_passes_unchanged() {
        DeployedAgent.fresh();
        holding("failing");
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(shop::fail).isInstanceOf(IOException.class).hasMessage("no stock");
        }
        assertThat(endedIdsAfter("failing", "failing-3"))
                .containsExactlyInAnyOrder("failing-1", "failing-2", "failing-3");
    }

    @Test
    void on_a_refusal_that_holds_a_slot_of_an_earlier_stage() {
        ScriptedAgent agent = DeployedAgent.fresh();
        agent.at(
                "checkout",
                Replies.rejected(RejectReason.REJECT_REASON_NO_TOKENS)
                        .addLimiterDecisions(Replies.limiter("earlier-stage"))
                        .build());
        assertThatThrownBy(() -> shop.order("u-1", 1)).isInstanceOf(FlowRejectedException.class);
        assertThat(endedIdsAfter("checkout", "earlier-stage")).containsExactly("earlier-stage");
    }

    @Test
    void none_where_nothing_is_held() {
        ScriptedAgent agent = DeployedAgent.fresh();
        shop.order("u-1", 1);
        holding("failing");
        assertThatThrownBy(shop::fail).isInstanceOf(IOException.class);
        assertThat(endedIdsAfter("failing", "failing-1")).containsExactly("failing-1");
    }
}
