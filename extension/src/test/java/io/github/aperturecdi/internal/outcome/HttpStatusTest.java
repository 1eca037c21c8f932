package io.github.aperturecdi.internal.outcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.FlowRejection;
import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.FlowStatus;
import io.github.aperturecdi.flow.spi.EndedFlow;
import io.github.aperturecdi.flow.spi.InflightToken;
import io.github.aperturecdi.internal.async.ControlledCall;
import io.github.aperturecdi.internal.async.EventLoops;
import io.github.aperturecdi.internal.async.MadeCall;
import io.github.aperturecdi.internal.async.PlainReturn;
import io.github.aperturecdi.internal.async.StageReturn;
import io.github.aperturecdi.internal.mutiny.MutinyReturn;
import io.github.aperturecdi.testing.StubAgent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.RedirectionException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The HTTP status that an agent is told, where the outcome of a flow's work tells it. */
class HttpStatusTest {

    private final StubAgent agent =
            new StubAgent(
                    Decision.admitted(
                            List.of(new InflightToken("p", "h", "root.0", "default", "r", 1))));
    private final FlowControl flows = FlowControl.builder().agent(agent).build();
    private final HttpOutcomes outcomes = new HttpOutcomes(getClass().getClassLoader());

    private ControlledCall call(Class<?> type, Callable<@Nullable Object> method) {
        return new MadeCall(
                flows,
                new EventLoops(getClass().getClassLoader()),
                outcomes,
                () -> FlowRequest.at("desk").build(),
                method,
                rejection -> new FlowRejectedException(rejection, "nobody is refused"),
                type);
    }

    /** The kinds of methods with one result; each calls one that does the work, and waits. */
    enum Kind {
        VALUE {
            @Override
            Object call(HttpStatusTest test, Function<Flow, Object> work) throws Exception {
                return new PlainReturn("Desk.work", false, null)
                        .control(test.call(Object.class, () -> work.apply(Flow.current())));
            }
        },
        STAGE {
            @Override
            Object call(HttpStatusTest test, Function<Flow, Object> work) throws Exception {
                return stage(
                        test, () -> CompletableFuture.completedFuture(work.apply(Flow.current())));
            }
        },
        LATER_STAGE {
            @Override
            Object call(HttpStatusTest test, Function<Flow, Object> work) throws Exception {
                return stage(
                        test,
                        () -> {
                            Flow flow = Flow.current();
                            return CompletableFuture.supplyAsync(() -> work.apply(flow));
                        });
            }
        },
        UNI {
            @Override
            Object call(HttpStatusTest test, Function<Flow, Object> work) {
                ControlledCall call =
                        test.call(
                                Uni.class,
                                () -> {
                                    Flow flow = Flow.current();
                                    return Uni.createFrom().item(() -> work.apply(flow));
                                });
                return ((Uni<?>) new MutinyReturn().control(call)).await().indefinitely();
            }
        };

        private static Object stage(HttpStatusTest test, Callable<@Nullable Object> method)
                throws Exception {
            Object stage = new StageReturn().control(test.call(CompletionStage.class, method));
            return ((CompletionStage<?>) stage).toCompletableFuture().join();
        }

        abstract Object call(HttpStatusTest test, Function<Flow, Object> work) throws Exception;
    }

    /** What the agent was told of the one flow. */
    private String told() {
        // A stage's waiters may go on before it has told those that listen.
        await().until(() -> !agent.ended.isEmpty());
        assertThat(agent.ended).hasSize(1);
        EndedFlow ended = agent.ended.get(0);
        return ended.status() + " " + ended.httpStatus();
    }

    private void fails(Kind kind, RuntimeException failure) {
        Throwable caught =
                catchThrowable(
                        () ->
                                kind.call(
                                        this,
                                        flow -> {
                                            throw failure;
                                        }));
        assertThat(caught == failure ? caught : caught.getCause()).isSameAs(failure);
    }

    @ParameterizedTest
    @EnumSource
    void a_responses_status_is_told(Kind kind) throws Exception {
        Response response = Response.status(201).build();
        assertThat(kind.call(this, flow -> response)).isSameAs(response);
        assertThat(told()).isEqualTo("OK 201");
    }

    @ParameterizedTest
    @EnumSource
    void a_response_of_400_and_more_is_a_failure(Kind kind) throws Exception {
        kind.call(this, flow -> Response.status(400).build());
        assertThat(told()).isEqualTo("ERROR 400");
    }

    @ParameterizedTest
    @EnumSource
    void an_exceptions_response_tells_the_status(Kind kind) {
        fails(kind, new NotFoundException());
        assertThat(told()).isEqualTo("ERROR 404");
    }

    /** Agents take 3xx for success, whatever the flow's own status. */
    @ParameterizedTest
    @EnumSource
    void a_redirection_is_told_as_such(Kind kind) {
        fails(kind, new RedirectionException(303, URI.create("/elsewhere")));
        assertThat(told()).isEqualTo("ERROR 303");
    }

    @ParameterizedTest
    @EnumSource
    void a_refusal_within_is_told_as_it_is_answered(Kind kind) {
        FlowRejection refusal =
                new FlowRejection(
                        "inner", RejectReason.RATE_LIMITED, 429, Optional.empty(), List.of());
        fails(kind, new FlowRejectedException(refusal, "inner"));
        assertThat(told()).isEqualTo("ERROR 429");
    }

    @ParameterizedTest
    @EnumSource
    void what_the_work_says_itself_wins(Kind kind) throws Exception {
        kind.call(
                this,
                flow -> {
                    flow.httpStatus(202);
                    return Response.status(500).build();
                });
        assertThat(told()).isEqualTo("OK 202");
    }

    @ParameterizedTest
    @EnumSource
    void a_result_that_is_not_a_response_has_no_status(Kind kind) throws Exception {
        assertThat(kind.call(this, flow -> "plain")).isEqualTo("plain");
        assertThat(told()).isEqualTo("OK 0");
    }

    @ParameterizedTest
    @EnumSource
    void an_exception_that_is_no_response_tells_no_status(Kind kind) {
        fails(kind, new IllegalStateException(new WebApplicationException(409)));
        assertThat(told()).isEqualTo("ERROR 0");
    }

    @Test
    void an_exception_whose_response_fails_passes_unchanged() {
        RuntimeException broken =
                new WebApplicationException() {
                    private static final long serialVersionUID = 1L;

                    @Override
                    public Response getResponse() {
                        throw new UnsupportedOperationException("broken");
                    }
                };
        fails(Kind.VALUE, broken);
        assertThat(told()).isEqualTo("ERROR 0");
    }

    @Test
    void a_streams_failure_tells_no_status_as_its_answer_has_begun() {
        NotFoundException failure = new NotFoundException();
        ControlledCall call =
                call(
                        Multi.class,
                        () ->
                                Multi.createFrom()
                                        .item("begun")
                                        .onCompletion()
                                        .switchTo(Multi.createFrom().failure(failure)));
        Multi<?> stream = (Multi<?>) new MutinyReturn().control(call);
        assertThat(catchThrowable(() -> stream.collect().asList().await().indefinitely()))
                .isSameAs(failure);
        assertThat(told()).isEqualTo("ERROR 0");
    }

    /** As where a part of Jakarta REST is missing. */
    private static final class Unreadable extends WebApplicationException {

        private static final long serialVersionUID = 1L;

        @Override
        public Response getResponse() {
            throw new NoClassDefFoundError("a part of Jakarta REST");
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_outcome_that_cannot_be_read_stays_the_outcome_and_ends_the_flow(Kind kind) {
        Throwable failure =
                catchThrowable(
                        () ->
                                kind.call(
                                        this,
                                        flow -> {
                                            throw new Unreadable();
                                        }));
        assertThat(failure).hasStackTraceContaining("Unreadable");
        await().untilAsserted(() -> assertThat(agent.ended).hasSize(1));
        assertThat(agent.ended.get(0).status()).isEqualTo(FlowStatus.ERROR);
    }

    @ParameterizedTest
    @EnumSource
    void work_that_was_failed_on_purpose_is_no_success_for_its_answer(Kind kind) throws Exception {
        kind.call(
                this,
                flow -> {
                    flow.fail(new IllegalStateException("out of stock"));
                    return Response.ok().build();
                });
        await().untilAsserted(() -> assertThat(agent.ended).hasSize(1));
        assertThat(agent.ended.get(0).status()).isEqualTo(FlowStatus.ERROR);
        assertThat(agent.ended.get(0).httpStatus()).isZero();
    }
}
