package io.github.aperturecdi.flow.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.proto.check.v1.FlowEndResponse;
import io.github.aperturecdi.testing.Replies;
import io.github.aperturecdi.testing.ScriptedAgent;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A check ends with its caller: at the caller's deadline, and when the caller gives up. */
@Tag("long")
class CallerTest {

    private static final Duration LONG = Duration.ofSeconds(40);
    private static final Duration WATCHDOG = Duration.ofSeconds(30);
    private static final Metadata.Key<String> GRPC_TIMEOUT =
            Metadata.Key.of("grpc-timeout", Metadata.ASCII_STRING_MARSHALLER);

    private final ScriptedAgent agent = ScriptedAgent.start();
    private final AgentLink link = AgentLink.open(new AgentEndpoint(agent.address(), true, null));
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void close() {
        timer.shutdownNow();
        link.close();
        agent.close();
    }

    private static FlowRequest request() {
        return FlowRequest.at("checkout").build();
    }

    private Context.CancellableContext deadline(long millis) {
        return Context.current().withDeadline(Deadline.after(millis, TimeUnit.MILLISECONDS), timer);
    }

    @Test
    void the_callers_deadline_ends_a_check_that_might_take_longer() {
        agent.at("checkout", request -> null);
        await().until(link::connected);
        assertTimeoutPreemptively(
                WATCHDOG,
                () -> {
                    try (var caller = deadline(3_000)) {
                        assertThat(caller.call(() -> link.check(request(), LONG)))
                                .isEqualTo(Decision.callerGone());
                    }
                    try (var caller = deadline(3_000)) {
                        assertThat(caller.call(() -> link.checkAsync(request(), LONG)).join())
                                .isEqualTo(Decision.callerGone());
                    }
                });
        await().until(() -> agent.cancelledChecks() == 2);
    }

    @Test
    void the_timeout_ends_a_check_whose_caller_has_time() {
        agent.at("checkout", request -> null);
        assertTimeoutPreemptively(
                WATCHDOG,
                () -> {
                    try (var caller = deadline(LONG.toMillis())) {
                        assertThat(caller.call(() -> link.check(request(), Duration.ofMillis(50))))
                                .isEqualTo(Decision.unreachable());
                    }
                });
    }

    /** Without one, agents leak in-flight slots. */
    @Test
    void the_agent_is_always_told_the_deadline() {
        link.check(request(), LONG);
        link.checkAsync(request(), LONG).join();
        link.check(request(), Duration.ofSeconds(Long.MAX_VALUE));
        assertThat(agent.headers())
                .hasSize(3)
                .allMatch(headers -> headers.containsKey(GRPC_TIMEOUT));
    }

    @Test
    void callers_in_a_hurry_do_not_cut_the_others_off() {
        agent.at("slow", request -> null);
        FlowRequest slow = FlowRequest.at("slow").build();
        for (int i = 0; i < 20; i++) {
            try (var caller = deadline(1)) {
                // One whose time is over before is left aside, and waits for its answer.
                caller.run(() -> link.check(slow, Duration.ofMillis(100)));
            }
        }
        assertThat(link.check(request(), LONG).type()).isEqualTo(Decision.Type.ADMITTED);
    }

    @Test
    void a_cancelled_caller_cancels_its_check() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        agent.at(
                "checkout",
                request -> {
                    asked.countDown();
                    return null;
                });
        var caller = Context.current().withCancellation();
        AtomicReference<Decision> decision = new AtomicReference<>();
        Thread thread =
                new Thread(
                        () -> caller.run(() -> decision.set(link.check(request(), LONG))),
                        "caller");
        thread.start();
        asked.await();
        caller.cancel(null);
        thread.join(WATCHDOG.toMillis());
        assertThat(decision.get()).isEqualTo(Decision.callerGone());
        await().until(() -> agent.cancelledChecks() == 1);
    }

    @Test
    void a_cancelled_caller_cancels_its_asynchronous_check() {
        agent.at("checkout", request -> null);
        var caller = Context.current().withCancellation();
        CompletableFuture<Decision> decision =
                assertTimeoutPreemptively(
                        WATCHDOG, () -> caller.call(() -> link.checkAsync(request(), LONG)));
        await().until(() -> agent.checks().size() == 1);
        caller.cancel(null);
        assertThat(decision.join()).isEqualTo(Decision.callerGone());
        await().until(() -> agent.cancelledChecks() == 1);
    }

    @Test
    void cancelling_the_future_cancels_the_check() {
        agent.at("checkout", request -> null);
        CompletableFuture<Decision> decision = link.checkAsync(request(), LONG);
        await().until(() -> agent.checks().size() == 1);
        decision.cancel(false);
        await().until(() -> agent.cancelledChecks() == 1);
    }

    @Test
    void cancelling_the_start_of_a_flow_cancels_the_check() {
        agent.at("checkout", request -> null);
        try (FlowControl flows = FlowControl.builder().agent(link).timeout(LONG).build()) {
            CompletableFuture<Flow> flow = flows.startAsync(request());
            await().until(() -> agent.checks().size() == 1);
            flow.cancel(false);
            await().until(() -> agent.cancelledChecks() == 1);
        }
    }

    /**
     * What was registered last on a future runs first: here before the link hears of the
     * cancellation, so that the reply finds the call alive and its future cancelled.
     */
    @Test
    void a_reply_that_comes_after_the_cancellation_gives_back_what_it_hands_out() {
        CountDownLatch cancelled = new CountDownLatch(1);
        agent.at(
                "checkout",
                request -> {
                    try {
                        cancelled.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return Replies.holding("too late");
                });
        CompletableFuture<Decision> decision = link.checkAsync(request(), LONG);
        decision.whenComplete(
                (made, cancellation) -> {
                    cancelled.countDown();
                    await().atMost(WATCHDOG).until(() -> !agent.givenBack().isEmpty());
                });
        decision.cancel(false);
        assertThat(decision).isCancelled();
        assertThat(agent.cancelledChecks()).isZero();
        assertThat(agent.givenBack()).containsExactly("too late");
        await().until(() -> agent.spans().size() == 1);
    }

    @Test
    void closing_cancels_the_checks_under_way_before_it_waits_for_ends() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        agent.onFlowEnd(
                request -> {
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return FlowEndResponse.getDefaultInstance();
                });
        link.end(Ends.holding("checkout", "held"));
        await().until(() -> !agent.ends().isEmpty());
        agent.at("checkout", request -> null);
        CompletableFuture<Decision> async = link.checkAsync(request(), LONG);
        CompletableFuture<Decision> blocking =
                CompletableFuture.supplyAsync(() -> link.check(request(), LONG));
        await().until(() -> agent.checks().size() == 2);
        Thread closer = new Thread(link::close, "closer");
        closer.start();
        await().until(() -> agent.cancelledChecks() == 2);
        end.countDown();
        closer.join(WATCHDOG.toMillis());
        assertThat(async).isCompletedWithValue(Decision.unreachable());
        assertThat(blocking.get(WATCHDOG.toSeconds(), TimeUnit.SECONDS))
                .isEqualTo(Decision.unreachable());
        assertThat(agent.givenBack()).containsExactly("held");
    }

    @Test
    void many_cancelled_callers_do_not_cut_the_others_off() {
        agent.at("slow", request -> null);
        for (int i = 0; i < 20; i++) {
            link.checkAsync(FlowRequest.at("slow").build(), LONG).cancel(false);
            Thread.currentThread().interrupt();
            assertThat(link.check(FlowRequest.at("slow").build(), LONG))
                    .isEqualTo(Decision.callerGone());
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(link.check(request(), LONG).type()).isEqualTo(Decision.Type.ADMITTED);
    }
}
