package io.github.aperturecdi.internal.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.OnUnreachable;
import io.github.aperturecdi.races.CountingAgent;
import jakarta.ws.rs.core.StreamingOutput;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** Stages whose decision comes after the call, and what their callers do meanwhile. */
class LateStageTest {

    private final CountingAgent agent = new CountingAgent();
    private final FlowControl flows = RacingCalls.control(agent);
    private final CompletableFuture<Object> work = new CompletableFuture<>();

    @SuppressWarnings("unchecked")
    private CompletableFuture<Object> late() throws Exception {
        return (CompletableFuture<Object>)
                new StageReturn()
                        .control(RacingCalls.undecided(flows, work, CompletionStage.class));
    }

    /** Under a limit of one the next call would be refused, each time. */
    @Test
    void the_flow_has_ended_when_what_is_chained_to_its_stage_runs() throws Exception {
        AtomicInteger endsSeen = new AtomicInteger();
        CompletableFuture<Void> chained =
                late().thenAccept(value -> endsSeen.set((int) (1 - flows.status().activeFlows())));
        agent.decide();
        assertThat(flows.status().activeFlows()).isOne();
        work.complete("done");
        chained.join();
        assertThat(endsSeen).hasValue(1);
        agent.requireOneEndForEachAdmission();
    }

    @Test
    void a_failure_ends_the_flow_first_too() throws Exception {
        AtomicInteger activeSeen = new AtomicInteger(-1);
        CompletableFuture<Object> chained =
                late().whenComplete((v, f) -> activeSeen.set((int) flows.status().activeFlows()));
        agent.decide();
        work.completeExceptionally(new IllegalStateException("no"));
        assertThatThrownBy(chained::join)
                .isInstanceOf(CompletionException.class)
                .hasRootCauseMessage("no");
        assertThat(activeSeen).hasValue(0);
    }

    /** An order that nobody waits for any more must not be placed. */
    @Test
    void a_caller_that_has_settled_its_stage_runs_nothing() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        ControlledCall call =
                RacingCalls.undecided(
                        flows,
                        () -> {
                            runs.incrementAndGet();
                            return work;
                        },
                        CompletionStage.class);
        @SuppressWarnings("unchecked")
        CompletableFuture<Object> late =
                (CompletableFuture<Object>) new StageReturn().control(call);
        late.completeExceptionally(new TimeoutException("100 ms"));
        agent.decide();
        assertThat(runs).hasValue(0);
        agent.requireOneEndForEachAdmission();
        assertThat(flows.status().activeFlows()).isZero();
    }

    /** The stage is the method's own, and a stage runs what was chained last first. */
    @Test
    void where_the_thread_may_wait_what_is_chained_to_a_pending_stage_runs_before_the_end()
            throws Exception {
        AtomicInteger activeSeen = new AtomicInteger(-1);
        Object stage =
                new StageReturn().control(RacingCalls.decided(flows, work, CompletionStage.class));
        assertThat(stage).isSameAs(work);
        work.thenRun(() -> activeSeen.set((int) flows.status().activeFlows()));
        work.complete("done");
        assertThat(activeSeen).hasValue(1);
        agent.requireOneEndForEachAdmission();
    }

    @Test
    void a_stage_that_refuses_to_be_listened_to_fails_the_one_that_stands_for_it()
            throws Exception {
        CompletionStage<Object> deaf =
                new CompletableFuture<>() {
                    @Override
                    public CompletableFuture<Object> whenComplete(
                            BiConsumer<? super Object, ? super Throwable> action) {
                        throw new UnsupportedOperationException("deaf");
                    }
                };
        @SuppressWarnings("unchecked")
        CompletableFuture<Object> late =
                (CompletableFuture<Object>)
                        new StageReturn()
                                .control(RacingCalls.undecided(flows, deaf, CompletionStage.class));
        agent.decide();
        assertThatThrownBy(late::join).hasRootCauseMessage("deaf");
        agent.requireOneEndForEachAdmission();
    }

    /** Its caller would wait for ever otherwise. */
    @Test
    void a_result_that_cannot_be_followed_fails_the_stage_of_its_caller() throws Exception {
        LastingResults broken =
                new LastingResults(RacingCalls.loader("every-lasting-result-is-broken"));
        CompletableFuture<?> given =
                (CompletableFuture<?>)
                        new StageReturn()
                                .control(
                                        RacingCalls.decided(flows, work, CompletionStage.class)
                                                .lasting(broken));
        work.complete("tea");
        assertThat(given).isDone();
        assertThatThrownBy(given::join).hasRootCauseMessage("broken");
        agent.requireOneEndForEachAdmission();
    }

    /** A service of a library that is broken. */
    public static final class BrokenResult implements LastingResult {

        /** For the service loader. */
        public BrokenResult() {}

        @Override
        public boolean mayBe(Class<?> declared) {
            return true;
        }

        @Override
        public boolean is(Class<?> type) {
            return false;
        }

        @Override
        public boolean mayHold(Object result) {
            return true;
        }

        @Override
        public Object follow(Object result, WorkEnd end) {
            throw new IllegalStateException("broken");
        }
    }

    @Test
    void an_event_loop_that_is_broken_is_none() {
        assertThat(RacingCalls.loops("every-event-loop-is-broken").isCurrent()).isFalse();
    }

    /** A service of a library that is broken. */
    public static final class BrokenLoop implements EventLoop {

        /** For the service loader. */
        public BrokenLoop() {}

        @Override
        public Executor current() {
            throw new NoClassDefFoundError("io/netty/Missing");
        }
    }

    /** Nobody can make one to stand for it meanwhile. */
    @Test
    void a_stage_of_a_class_of_its_own_does_not_wait_on_an_event_loop() throws Exception {
        for (OnUnreachable otherwise : OnUnreachable.values()) {
            FlowControl onLoop =
                    FlowControl.builder()
                            .agent(agent)
                            .onEventLoop(() -> true)
                            .onUnreachable(otherwise)
                            .build();
            OwnStage own = new OwnStage();
            ControlledCall call = RacingCalls.undecided(onLoop, own, OwnStage.class);
            if (otherwise == OnUnreachable.ADMIT) {
                assertThat(new StageReturn().control(call)).isSameAs(own);
            } else {
                assertThatThrownBy(() -> new StageReturn().control(call))
                        .isInstanceOf(FlowRejectedException.class);
            }
        }
    }

    /** The caller gets the stage itself, so no followed body can take the place of the body. */
    @Test
    void a_stage_of_a_class_of_its_own_ends_its_flow_although_its_result_holds_work()
            throws Exception {
        OwnStage own = new OwnStage();
        new StageReturn()
                .control(
                        RacingCalls.decided(flows, own, OwnStage.class)
                                .lasting(new LastingResults(getClass().getClassLoader())));
        own.complete((StreamingOutput) body -> {});
        agent.requireOneEndForEachAdmission();
        assertThat(flows.status().activeFlows()).isZero();
    }

    private static final class OwnStage extends CompletableFuture<Object> {}
}
