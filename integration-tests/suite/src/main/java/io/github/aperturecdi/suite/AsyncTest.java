package io.github.aperturecdi.suite;

import static io.github.aperturecdi.suite.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.proto.check.v1.FlowEndRequest;
import io.github.aperturecdi.proto.check.v1.InflightRequestRef;
import io.github.aperturecdi.testing.Replies;
import io.github.aperturecdi.testing.ScriptedAgent;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * One flow around the work, for every kind of result: it begins before the work, and ends once,
 * with the work.
 */
@Tag("core")
@ExtendWith(ArquillianExtension.class)
class AsyncTest {

    @Inject AsyncShop shop;
    @Inject Shop fence;

    @Deployment
    static WebArchive application() {
        return Deployments.withScriptedAgent(
                AsyncShop.class,
                ShopOfShapes.class,
                Shop.class,
                Shape.class,
                Call.class,
                Work.class);
    }

    private static final AtomicInteger NAMES = new AtomicInteger();

    /** A name of its own for each call: ends of an earlier call may arrive late. */
    private static String unique(String prefix) {
        return prefix + "-" + NAMES.incrementAndGet();
    }

    private static ScriptedAgent holding() {
        return DeployedAgent.fresh()
                .at("async", request -> Replies.holding(request.getLabelsOrThrow("user")))
                .at("checkout", request -> Replies.holding(request.getLabelsOrThrow("user_id")));
    }

    private static List<String> ended() {
        return DeployedAgent.current().ends().stream()
                .map(FlowEndRequest::getInflightRequestsList)
                .flatMap(List::stream)
                .map(InflightRequestRef::getRequestId)
                .toList();
    }

    private static List<String> endsOf(String user) {
        return ended().stream().filter(user::equals).toList();
    }

    /** The ends of a user's flows so far. They have arrived when a later end has. */
    private List<String> endsUpToNow(String user) {
        String fenceId = unique("fence");
        fence.order(fenceId, 1);
        await().until(() -> ended().contains(fenceId));
        return endsOf(user);
    }

    private Call begin(Shape shape, String user, Work work) {
        Call call = shape.call(shop, user, work);
        await().until(work.begun()::isDone);
        return call;
    }

    private static Throwable failureOf(Call call) {
        Throwable failure = catchThrowable(() -> call.outcome().join());
        return failure instanceof CompletionException ? failure.getCause() : failure;
    }

    /** A defect of official SDKs: the flow ended when the method returned. */
    @Test
    void a_flow_ends_once_when_the_work_completes_and_not_before() {
        for (Shape shape : Shape.values()) {
            ScriptedAgent agent = holding();
            Work work = new Work();
            String user = unique("user");
            Call call = begin(shape, user, work);
            assertThat(endsUpToNow(user)).as("%s under way", shape).isEmpty();
            work.finish("done");
            assertThat(call.outcome().join()).as("%s", shape).isEqualTo("done");
            await().until(() -> ended().contains(user));
            assertThat(endsUpToNow(user)).as("%s completed", shape).containsExactly(user);
            assertThat(agent.checks("async")).as("%s", shape).hasSize(1);
        }
    }

    @Test
    void a_flow_ends_once_when_the_work_fails_and_the_failure_passes_unchanged() {
        for (Shape shape : Shape.values()) {
            holding();
            Work work = new Work();
            String user = unique("user");
            Call call = begin(shape, user, work);
            IOException failure = new IOException("no stock");
            work.fail(failure);
            assertThat(failureOf(call)).as("%s", shape).isSameAs(failure);
            await().until(() -> ended().contains(user));
            assertThat(endsUpToNow(user)).as("%s failed", shape).containsExactly(user);
        }
    }

    @Test
    void a_flow_ends_once_when_the_caller_cancels() {
        for (Shape shape : Shape.values()) {
            if (shape == Shape.VALUE) {
                continue; // A caller cannot cancel a result that it does not have yet.
            }
            holding();
            Work work = new Work();
            String user = unique("user");
            Call call = begin(shape, user, work);
            call.cancel().run();
            await("%s cancelled".formatted(shape)).until(() -> ended().contains(user));
            work.finish("too late");
            assertThat(endsUpToNow(user)).as("%s cancelled", shape).containsExactly(user);
        }
    }

    @Test
    void a_refused_call_fails_with_the_exception_and_the_work_does_not_begin() {
        for (Shape shape : Shape.values()) {
            DeployedAgent.fresh()
                    .at("async", Replies.rateLimited(Duration.ofMillis(1_001), "per-user"));
            int before = shop.runs();
            Throwable refused = failureOf(shape.call(shop, unique("user"), new Work()));
            assertThat(refused)
                    .as("%s", shape)
                    .isInstanceOfSatisfying(
                            FlowRejectedException.class,
                            e -> assertThat(e.retryAfter()).contains(Duration.ofMillis(1_001)));
            assertThat(shop.runs()).as("%s", shape).isEqualTo(before);
        }
    }

    @Test
    void each_subscription_of_a_lazy_result_is_checked() {
        ScriptedAgent agent = holding();
        Work work = new Work();
        String user = unique("user");
        var uni = shop.uni(user, work);
        var multi = shop.multi(user, work);
        var publisher = shop.publisher(user, work);
        assertThat(agent.checks()).isEmpty();
        work.finish("done");
        for (int subscription = 1; subscription <= 2; subscription++) {
            assertThat(uni.await().atMost(Duration.ofMinutes(1))).isEqualTo("done");
            assertThat(multi.toUni().await().atMost(Duration.ofMinutes(1))).isEqualTo("done");
            assertThat(Call.of(publisher).outcome().join()).isEqualTo("done");
            assertThat(agent.checks()).hasSize(3 * subscription);
        }
        await().until(() -> endsOf(user).size() == 6);
    }

    @Test
    void the_callers_own_future_is_the_methods() {
        holding();
        Work work = new Work();
        assertThat(shop.future(unique("user"), work)).isSameAs(work.future());
        work.finish("done");
    }

    @Test
    void a_method_that_returns_no_stage_ends_its_flow() {
        ScriptedAgent agent = DeployedAgent.fresh();
        String id = unique("nothing");
        agent.at("async", Replies.holding(id));
        CompletableFuture<String> nothing = shop.nothing();
        assertThat(nothing).isNull();
        await().until(() -> ended().contains(id));
    }
}
