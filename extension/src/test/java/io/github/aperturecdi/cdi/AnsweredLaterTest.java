package io.github.aperturecdi.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowStatus;
import io.github.aperturecdi.testing.StubAgent;
import io.grpc.stub.StreamObserver;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.CompletionCallback;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.container.TimeoutHandler;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Calls that are answered after their method has returned: their flow lasts until then. */
class AnsweredLaterTest extends LaterAnswers {

    private @Nullable Object call(String method, @Nullable Object... arguments) throws Exception {
        return interceptor.control(new Invocation(new Resource(), method, arguments));
    }

    /** A server's: one answer, and then the callbacks, also when its time is over. */
    private static final class SuspendedResponse implements AsyncResponse {

        private final List<CompletionCallback> callbacks = new ArrayList<>();
        private boolean takesCallbacks = true;
        private @Nullable TimeoutHandler handler;
        private @Nullable Object answer;
        private boolean done;
        private @Nullable RuntimeException failure;
        private boolean failsBefore;

        void complete(@Nullable Throwable unmapped) {
            callbacks.forEach(callback -> callback.onComplete(unmapped));
        }

        void timeOut() {
            if (handler != null) {
                handler.handleTimeout(this);
            } else if (resume(new Object())) {
                complete(null);
            }
        }

        @Override
        public boolean resume(Object response) {
            boolean first = !done;
            done = failure == null || !failsBefore;
            if (failure != null) {
                throw failure;
            }
            answer = response;
            return first;
        }

        @Override
        public boolean resume(Throwable response) {
            return resume((Object) response);
        }

        @Override
        public boolean cancel() {
            return resume("cancelled");
        }

        @Override
        public boolean cancel(int retryAfter) {
            return cancel();
        }

        @Override
        public boolean cancel(Date retryAfter) {
            return cancel();
        }

        @Override
        public boolean isSuspended() {
            return !done;
        }

        @Override
        public boolean isCancelled() {
            return "cancelled".equals(answer);
        }

        @Override
        public boolean isDone() {
            return done;
        }

        @Override
        public boolean setTimeout(long time, TimeUnit unit) {
            return true;
        }

        @Override
        public void setTimeoutHandler(TimeoutHandler handler) {
            this.handler = handler;
        }

        @Override
        public Collection<Class<?>> register(Class<?> callback) {
            return List.of();
        }

        @Override
        public Map<Class<?>, Collection<Class<?>>> register(
                Class<?> callback, Class<?>... callbacks) {
            return Map.of();
        }

        @Override
        public Collection<Class<?>> register(Object callback) {
            if (!takesCallbacks) {
                return List.of();
            }
            callbacks.add((CompletionCallback) callback);
            return List.of(CompletionCallback.class);
        }

        @Override
        public Map<Class<?>, Collection<Class<?>>> register(Object callback, Object... callbacks) {
            return Map.of();
        }
    }

    private static final class Sink implements SseEventSink {

        private volatile boolean closed;

        @Override
        public boolean isClosed() {
            return closed;
        }

        @Override
        public CompletionStage<?> send(OutboundSseEvent event) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private static final class Observer implements StreamObserver<String> {

        private final List<String> signals = new ArrayList<>();

        @Override
        public void onNext(String value) {
            signals.add(value);
        }

        @Override
        public void onError(Throwable failure) {
            signals.add("error");
        }

        @Override
        public void onCompleted() {
            signals.add("completed");
        }
    }

    public static class Resource {

        @ApertureControlled("suspended")
        public void suspended(@Suspended AsyncResponse response, Consumer<AsyncResponse> body) {
            body.accept(response);
        }

        @ApertureControlled("events")
        public void events(SseEventSink sink, Consumer<SseEventSink> body) {
            body.accept(sink);
        }

        @ApertureControlled("observed")
        public void observed(
                StreamObserver<String> observer, Consumer<StreamObserver<String>> body) {
            body.accept(observer);
        }
    }

    private AsyncResponse suspend(SuspendedResponse response) throws Exception {
        AsyncResponse[] given = new AsyncResponse[1];
        call("suspended", response, (Consumer<AsyncResponse>) r -> given[0] = r);
        assertThat(agent.ended).as("under way").isEmpty();
        return given[0];
    }

    @Test
    void a_suspended_response_ends_the_flow_when_it_has_been_sent() throws Exception {
        SuspendedResponse response = new SuspendedResponse();
        AsyncResponse given = suspend(response);
        assertThat(given.resume("tea")).isTrue();
        assertThat(response.answer).isEqualTo("tea");
        assertThat(agent.ended).as("not sent yet").isEmpty();
        response.complete(null);
        assertThat(given.resume("again")).isFalse();
        assertThat(agent.statuses()).containsExactly(FlowStatus.OK);
    }

    @Test
    void a_suspended_response_that_fails_is_a_failed_flow() throws Exception {
        SuspendedResponse response = new SuspendedResponse();
        suspend(response).resume(new NotFoundException());
        response.complete(null);
        assertThat(agent.statuses()).containsExactly(FlowStatus.ERROR);
        assertThat(agent.ended.get(0).httpStatus()).isEqualTo(404);
    }

    @Test
    void a_suspended_response_that_nothing_maps_is_a_failed_flow() throws Exception {
        SuspendedResponse response = new SuspendedResponse();
        suspend(response);
        response.complete(new IOException("gone"));
        assertThat(agent.statuses()).containsExactly(FlowStatus.ERROR);
    }

    @Test
    void a_cancelled_response_is_a_flow_that_is_given_up() throws Exception {
        SuspendedResponse response = new SuspendedResponse();
        suspend(response).cancel();
        response.complete(null);
        assertThat(agent.statuses()).containsExactly(FlowStatus.UNSET);
    }

    @Test
    void a_response_whose_time_is_over_is_a_failed_flow() throws Exception {
        SuspendedResponse response = new SuspendedResponse();
        suspend(response);
        response.timeOut();
        assertThat(agent.statuses()).containsExactly(FlowStatus.ERROR);
        assertThat(agent.ended.get(0).httpStatus()).isEqualTo(503);
    }

    @Test
    void a_handler_of_the_time_out_answers_as_the_method_does() throws Exception {
        SuspendedResponse response = new SuspendedResponse();
        suspend(response).setTimeoutHandler(r -> r.resume("late"));
        response.timeOut();
        response.complete(null);
        assertThat(agent.statuses()).containsExactly(FlowStatus.OK);
    }

    @Test
    void a_handler_of_the_time_out_can_be_taken_away() throws Exception {
        SuspendedResponse response = new SuspendedResponse();
        AsyncResponse given = suspend(response);
        given.setTimeoutHandler(later -> later.resume("late"));
        given.setTimeoutHandler(null);
        response.timeOut();
        assertThat(agent.statuses()).containsExactly(FlowStatus.ERROR);
    }

    @Test
    void a_server_that_tells_nothing_of_the_end_has_it_with_the_answer() throws Exception {
        SuspendedResponse response = new SuspendedResponse();
        response.takesCallbacks = false;
        suspend(response).resume("tea");
        assertThat(agent.statuses()).containsExactly(FlowStatus.OK);
    }

    @Test
    void a_response_that_is_answered_in_the_method_ends_the_flow_when_the_method_returns()
            throws Exception {
        SuspendedResponse response = new SuspendedResponse();
        call(
                "suspended",
                response,
                (Consumer<AsyncResponse>)
                        r -> {
                            r.resume("tea");
                            response.complete(null);
                            assertThat(agent.ended).as("it works on").isEmpty();
                        });
        assertThat(agent.statuses()).containsExactly(FlowStatus.OK);
    }

    @Test
    void a_method_that_throws_ends_the_flow_at_once() {
        SuspendedResponse response = new SuspendedResponse();
        assertThatThrownBy(
                        () ->
                                call(
                                        "suspended",
                                        response,
                                        (Consumer<AsyncResponse>)
                                                r -> {
                                                    throw new IllegalStateException("no stock");
                                                }))
                .hasMessage("no stock");
        response.complete(null);
        assertThat(agent.statuses()).containsExactly(FlowStatus.ERROR);
    }

    /** As by a server whose connection is gone: it reports no end after that. */
    @Test
    void a_response_that_the_server_fails_to_send_ends_the_flow() throws Exception {
        SuspendedResponse response = new SuspendedResponse();
        response.failure = new IllegalStateException("no connection");
        AsyncResponse given = suspend(response);
        assertThatThrownBy(() -> given.resume("tea")).isSameAs(response.failure);
        assertThat(agent.statuses()).containsExactly(FlowStatus.ERROR);
    }

    @Test
    void a_response_that_the_server_refuses_to_send_yet_may_be_sent_later() throws Exception {
        SuspendedResponse response = new SuspendedResponse();
        response.failure = new IllegalStateException("not now");
        response.failsBefore = true;
        AsyncResponse given = suspend(response);
        assertThatThrownBy(given::cancel).isSameAs(response.failure);
        assertThat(agent.ended).isEmpty();
        response.failure = null;
        assertThat(given.resume("tea")).isTrue();
        response.complete(null);
        assertThat(agent.ended).hasSize(1);
    }

    @Test
    void a_refused_call_leaves_the_response_alone() {
        SuspendedResponse response = new SuspendedResponse();
        try (FlowControl refusing =
                FlowControl.builder()
                        .agent(
                                new StubAgent(
                                        Decision.rejected(
                                                RejectReason.RATE_LIMITED,
                                                0,
                                                null,
                                                List.of(),
                                                List.of())))
                        .build()) {
            assertThatThrownBy(
                            () ->
                                    Interceptors.of(refusing, methods)
                                            .control(
                                                    new Invocation(
                                                            new Resource(),
                                                            "suspended",
                                                            response,
                                                            null)))
                    .isInstanceOf(FlowRejectedException.class);
        }
        assertThat(response.callbacks).isEmpty();
        assertThat(response.isSuspended()).isTrue();
    }

    @Test
    void a_call_without_a_response_ends_when_it_returns() throws Exception {
        call("suspended", null, (Consumer<AsyncResponse>) r -> assertThat(r).isNull());
        assertThat(agent.statuses()).containsExactly(FlowStatus.OK);
    }

    @Test
    void a_sink_of_events_ends_the_flow_when_it_is_closed() throws Exception {
        Sink sink = new Sink();
        SseEventSink[] given = new SseEventSink[1];
        call("events", sink, (Consumer<SseEventSink>) s -> given[0] = s);
        assertThat(given[0]).as("the server's own, for broadcasters").isSameAs(sink);
        assertThat(agent.ended).isEmpty();
        sink.close();
        await().until(() -> agent.statuses().equals(List.of(FlowStatus.OK)));
    }

    @Test
    void an_observer_of_answers_ends_the_flow_when_it_is_completed() throws Exception {
        Observer observer = new Observer();
        List<StreamObserver<String>> given = new ArrayList<>();
        call("observed", observer, (Consumer<StreamObserver<String>>) given::add);
        given.get(0).onNext("tea");
        assertThat(agent.ended).isEmpty();
        given.get(0).onCompleted();
        assertThat(agent.statuses()).containsExactly(FlowStatus.OK);
        assertThat(observer.signals).containsExactly("tea", "completed");
        call("observed", observer, (Consumer<StreamObserver<String>>) given::add);
        given.get(1).onError(new IOException("no stock"));
        assertThat(agent.statuses()).containsExactly(FlowStatus.OK, FlowStatus.ERROR);
        assertThat(observer.signals).endsWith("error");
    }
}
