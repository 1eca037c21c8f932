package io.github.aperturecdi.internal.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.aperturecdi.FlowRejection;
import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.internal.mutiny.MutinyReturn;
import io.github.aperturecdi.internal.outcome.HttpOutcomes;
import io.github.aperturecdi.internal.reactivestreams.ReactiveStreamsReturn;
import io.github.aperturecdi.testing.StubAgent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Publisher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.reactivestreams.FlowAdapters;

/** What answers a refusal that comes at once, and one that comes late on an event loop. */
class RefusedResultTest {

    enum Kind {
        STAGE(CompletionStage.class) {
            @Override
            Object result(String text) {
                return CompletableFuture.completedFuture(text);
            }

            @Override
            CompletableFuture<Object> outcome(ControlledCall call) throws Exception {
                @SuppressWarnings("unchecked")
                var stage = (CompletionStage<Object>) new StageReturn().control(call);
                return stage.toCompletableFuture();
            }
        },
        UNI(Uni.class) {
            @Override
            Object result(String text) {
                return Uni.createFrom().item(text);
            }

            @Override
            CompletableFuture<Object> outcome(ControlledCall call) {
                @SuppressWarnings("unchecked")
                var uni = (Uni<Object>) new MutinyReturn().control(call);
                return uni.subscribeAsCompletionStage();
            }
        },
        MULTI(Multi.class) {
            @Override
            Object result(String text) {
                return Multi.createFrom().item(text);
            }

            @Override
            CompletableFuture<Object> outcome(ControlledCall call) {
                @SuppressWarnings("unchecked")
                var multi = (Multi<Object>) new MutinyReturn().control(call);
                return multi.toUni().subscribeAsCompletionStage();
            }
        },
        PUBLISHER(Publisher.class) {
            @Override
            Object result(String text) {
                return Multi.createFrom().item(text);
            }

            @Override
            CompletableFuture<Object> outcome(ControlledCall call) {
                @SuppressWarnings("unchecked")
                var publisher = (Publisher<Object>) new PublisherReturn().control(call);
                return Multi.createFrom().publisher(publisher).toUni().subscribeAsCompletionStage();
            }
        },
        REACTIVE_STREAMS(org.reactivestreams.Publisher.class) {
            @Override
            Object result(String text) {
                return FlowAdapters.toPublisher(Multi.createFrom().item(text));
            }

            @Override
            CompletableFuture<Object> outcome(ControlledCall call) {
                @SuppressWarnings("unchecked")
                var publisher =
                        (org.reactivestreams.Publisher<Object>)
                                new ReactiveStreamsReturn().control(call);
                return Multi.createFrom()
                        .publisher(FlowAdapters.toFlowPublisher(publisher))
                        .toUni()
                        .subscribeAsCompletionStage();
            }
        };

        private final Class<?> returnType;

        Kind(Class<?> returnType) {
            this.returnType = returnType;
        }

        abstract Object result(String text);

        abstract CompletableFuture<Object> outcome(ControlledCall call) throws Exception;
    }

    private final CompletableFuture<Decision> decision = new CompletableFuture<>();
    private final StubAgent agent = new StubAgent();
    private final FlowControl flows =
            FlowControl.builder().agent(agent).shutdownTimeout(Duration.ZERO).build();

    @BeforeEach
    void decideLater() {
        agent.answer = decision;
    }

    @AfterEach
    void close() {
        flows.close();
    }

    private void refuse() {
        decision.complete(Decision.rejected(RejectReason.NO_TOKENS, 0, null, List.of(), List.of()));
    }

    private ControlledCall call(Kind kind, EventLoops loops, MadeCall.Refused refused) {
        return new MadeCall(
                flows,
                loops,
                new HttpOutcomes(getClass().getClassLoader()),
                () -> FlowRequest.at("checkout").build(),
                () -> {
                    throw new AssertionError("a refused call ran");
                },
                refused,
                kind.returnType);
    }

    private static EventLoops anEventLoop() {
        return RacingCalls.loops("every-thread-is-an-event-loop");
    }

    private static EventLoops none() {
        return new EventLoops(RefusedResultTest.class.getClassLoader());
    }

    @ParameterizedTest
    @EnumSource
    void a_fallback_answers(Kind kind) throws Exception {
        refuse();
        assertThat(kind.outcome(call(kind, none(), refused -> kind.result("instead"))).join())
                .isEqualTo("instead");
    }

    @ParameterizedTest
    @EnumSource
    void a_fallback_answers_late_on_the_event_loop(Kind kind) throws Exception {
        CompletableFuture<Object> outcome =
                kind.outcome(call(kind, anEventLoop(), refused -> kind.result("instead")));
        assertThat(outcome).isNotDone();
        refuse();
        assertThat(outcome.join()).isEqualTo("instead");
    }

    @ParameterizedTest
    @EnumSource
    void what_is_thrown_fails_the_result(Kind kind) throws Exception {
        refuse();
        Exception mapped = new Exception("mapped");
        CompletableFuture<Object> outcome = kind.outcome(call(kind, none(), throwing(mapped)));
        assertThatThrownBy(outcome::join).isInstanceOf(CompletionException.class).hasCause(mapped);
    }

    @ParameterizedTest
    @EnumSource
    void what_is_thrown_late_fails_the_result(Kind kind) throws Exception {
        Exception mapped = new Exception("mapped");
        CompletableFuture<Object> outcome =
                kind.outcome(call(kind, anEventLoop(), throwing(mapped)));
        refuse();
        assertThatThrownBy(outcome::join).isInstanceOf(CompletionException.class).hasCause(mapped);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "STAGE")
    void a_fallback_that_returns_nothing_fails_the_result(Kind kind) throws Exception {
        refuse();
        CompletableFuture<Object> outcome = kind.outcome(call(kind, none(), refused -> null));
        assertThatThrownBy(outcome::join)
                .hasRootCauseInstanceOf(NullPointerException.class)
                .hasMessageContaining("the fallback returned no");
    }

    private static MadeCall.Refused throwing(Exception failure) {
        return (FlowRejection refused) -> {
            throw failure;
        };
    }
}
