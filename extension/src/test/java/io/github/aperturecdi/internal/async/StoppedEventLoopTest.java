package io.github.aperturecdi.internal.async;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.internal.mutiny.MutinyReturn;
import io.github.aperturecdi.races.CountingAgent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow.Publisher;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The event loop that asked is gone when the decision comes. */
class StoppedEventLoopTest {

    private final CountingAgent agent = new CountingAgent();
    private final FlowControl flows = RacingCalls.control(agent);

    @Test
    void the_flow_ends_and_no_caller_waits_for_it() {
        EventLoops loops = RacingCalls.loops("every-event-loop-has-stopped");
        CompletableFuture<Flow> started =
                RacingCalls.call(flows, loops, "never returned", Object.class).start();
        agent.decide();
        agent.requireOneEndForEachAdmission();
        await().until(started::isCancelled);
    }

    /** Whoever waits is told, whatever the result is. */
    @ParameterizedTest
    @EnumSource
    void who_waits_for_a_result_is_told(Result result) throws Exception {
        EventLoops loops = RacingCalls.loops("every-event-loop-has-stopped");
        ControlledCall call = RacingCalls.call(flows, loops, "never returned", result.type);
        CompletableFuture<Object> outcome = result.outcome(call);
        agent.decide();
        agent.requireOneEndForEachAdmission();
        await().until(outcome::isDone);
        assertThatThrownBy(outcome::join).isInstanceOf(CancellationException.class);
    }

    /** Results that come later. */
    enum Result {
        STAGE(CompletionStage.class) {
            @Override
            @SuppressWarnings("unchecked")
            CompletableFuture<Object> outcome(ControlledCall call) throws Exception {
                return (CompletableFuture<Object>) new StageReturn().control(call);
            }
        },
        UNI(Uni.class) {
            @Override
            CompletableFuture<Object> outcome(ControlledCall call) {
                return ((Uni<?>) new MutinyReturn().control(call))
                        .map(Object.class::cast)
                        .subscribeAsCompletionStage();
            }
        },
        MULTI(Multi.class) {
            @Override
            CompletableFuture<Object> outcome(ControlledCall call) {
                return ((Multi<?>) new MutinyReturn().control(call))
                        .map(Object.class::cast)
                        .toUni()
                        .subscribeAsCompletionStage();
            }
        },
        PUBLISHER(Publisher.class) {
            @Override
            CompletableFuture<Object> outcome(ControlledCall call) {
                CompletableFuture<Object> outcome = new CompletableFuture<>();
                ((Publisher<?>) new PublisherReturn().control(call))
                        .subscribe(new FirstSignal(outcome));
                return outcome;
            }
        };

        final Class<?> type;

        Result(Class<?> type) {
            this.type = type;
        }

        abstract CompletableFuture<Object> outcome(ControlledCall call) throws Exception;
    }

    private record FirstSignal(CompletableFuture<Object> outcome) implements Subscriber<Object> {

        @Override
        public void onSubscribe(Subscription subscription) {
            subscription.request(1);
        }

        @Override
        public void onNext(Object item) {
            outcome.complete(item);
        }

        @Override
        public void onError(Throwable failure) {
            outcome.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            outcome.complete("completed");
        }
    }

    /** An event loop that takes nothing any more. */
    public static final class Loop implements EventLoop {

        /** For the service loader. */
        public Loop() {}

        @Override
        public Executor current() {
            return task -> {
                throw new RejectedExecutionException("stopped");
            };
        }
    }
}
