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
import io.github.aperturecdi.flow.spi.InflightToken;
import io.github.aperturecdi.refusal.RejectionMappers;
import io.github.aperturecdi.testing.StubAgent;
import io.grpc.stub.StreamObserver;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.CompletionCallback;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.container.TimeoutHandler;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.GenericEntity;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.CompletionHandler;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls that are answered after their method has returned: their flow lasts until then. */
class AnsweredLaterTest {

    private final StubAgent agent =
            new StubAgent(
                    Decision.admitted(
                            List.of(new InflightToken("p", "h", "root.0", "default", "r", 1))));
    private final FlowControl flows = FlowControl.builder().agent(agent).build();
    private final ControlledMethods methods =
            new ControlledMethods(
                    getClass().getClassLoader(), RejectionMappers.NONE, new DeployedMethods());
    private final ApertureInterceptor interceptor = Interceptors.of(flows, methods);

    @AfterEach
    void close() {
        methods.close();
    }

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
            answer = response;
            boolean first = !done;
            done = true;
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
        public void events(SseEventSink sink, Sink[] given) {
            given[0] = (Sink) sink;
        }

        @ApertureControlled("observed")
        public void observed(
                StreamObserver<String> observer, Consumer<StreamObserver<String>> body) {
            body.accept(observer);
        }

        @ApertureControlled("output")
        public StreamingOutput output(StreamingOutput output) {
            return output;
        }

        @ApertureControlled("output")
        public Object object(Object output) {
            return output;
        }

        @ApertureControlled("output")
        public Response response(Response response) {
            return response;
        }

        @ApertureControlled("output")
        public CompletionStage<StreamingOutput> stage(CompletionStage<StreamingOutput> stage) {
            return stage;
        }

        @ApertureControlled("output")
        public Uni<Response> uni(Response response) {
            return Uni.createFrom().item(response);
        }

        @ApertureControlled("output")
        public List<StreamingOutput> list() {
            return List.of();
        }

        @ApertureControlled("output")
        public Multi<StreamingOutput> multi() {
            return Multi.createFrom().empty();
        }

        @ApertureControlled("output")
        public Report report() {
            return new Report();
        }

        @ApertureControlled("output")
        public CompletionStage<Report> laterReport() {
            return CompletableFuture.completedFuture(new Report());
        }

        @ApertureControlled("output")
        public StreamingOutput[] array() {
            return new StreamingOutput[0];
        }

        @ApertureControlled("both")
        public Uni<String> both(AsyncResponse response) {
            return Uni.createFrom().nullItem();
        }

        @ApertureControlled("promise")
        public void callback(io.vertx.core.Handler<String> handler) {}

        @ApertureControlled("promise")
        public void request(io.vertx.core.http.HttpServerRequest request) {}

        @ApertureControlled("promise")
        public String reads(io.vertx.core.http.HttpServerRequest request) {
            return "tea";
        }

        @ApertureControlled("promise")
        public void promise(io.vertx.core.Promise<String> promise) {}

        @ApertureControlled("promise")
        public void emitter(UniEmitter<String> emitter) {}

        @ApertureControlled("promise")
        public void subscriber(MultiSubscriber<String> subscriber) {}

        @ApertureControlled("promise")
        public void handler(CompletionHandler<String, Void> handler) {}
    }

    /** A body of a type of its own, in whose place no other can be. */
    record Report() implements StreamingOutput {

        @Override
        public void write(OutputStream body) {}
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
        Sink[] given = new Sink[1];
        call("events", sink, given);
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

    private static final StreamingOutput TEA = body -> body.write("tea".getBytes());

    private void write(@Nullable Object output) throws IOException {
        assertThat(agent.ended).as("not written yet").isEmpty();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        ((StreamingOutput) output).write(body);
        assertThat(body).hasToString("tea");
        assertThat(agent.statuses()).containsExactly(FlowStatus.OK);
    }

    @Test
    void a_streaming_output_ends_the_flow_when_it_is_written() throws Exception {
        write(call("output", TEA));
    }

    @Test
    void a_streaming_output_that_fails_is_a_failed_flow() throws Exception {
        StreamingOutput output =
                (StreamingOutput)
                        call(
                                "output",
                                (StreamingOutput)
                                        body -> {
                                            throw new IOException("gone");
                                        });
        assertThatThrownBy(() -> output.write(new ByteArrayOutputStream()))
                .isInstanceOf(IOException.class)
                .hasMessage("gone");
        assertThat(agent.statuses()).containsExactly(FlowStatus.ERROR);
    }

    @Test
    void a_streaming_output_that_is_declared_as_something_else() throws Exception {
        write(call("object", TEA));
    }

    @Test
    void a_response_with_a_streaming_output_keeps_the_rest_of_it() throws Exception {
        Response given =
                (Response)
                        call(
                                "response",
                                Response.status(207, "Many")
                                        .header("X-Tea", "1")
                                        .entity(TEA)
                                        .build());
        assertThat(given.getStatusInfo().getReasonPhrase()).isEqualTo("Many");
        assertThat(given.getHeaderString("X-Tea")).isEqualTo("1");
        write(given.getEntity());
        assertThat(agent.ended.get(0).httpStatus()).isEqualTo(207);
    }

    @Test
    void a_generic_entity_of_a_streaming_output() throws Exception {
        GenericEntity<?> given =
                (GenericEntity<?>) call("object", new GenericEntity<StreamingOutput>(TEA) {});
        assertThat(given.getType()).isEqualTo(StreamingOutput.class);
        write(given.getEntity());
    }

    @Test
    void a_generic_entity_of_a_class_that_is_a_streaming_output() throws Exception {
        GenericEntity<?> given =
                (GenericEntity<?>) call("object", new GenericEntity<>(new Tea()) {});
        write(given.getEntity());
    }

    private static final class Tea implements StreamingOutput {

        @Override
        public void write(OutputStream body) throws IOException {
            TEA.write(body);
        }
    }

    @Test
    void a_response_without_a_streaming_output_ends_the_flow_when_it_is_returned()
            throws Exception {
        Response response = Response.ok("tea").build();
        assertThat(call("response", response)).isSameAs(response);
        assertThat(agent.statuses()).containsExactly(FlowStatus.OK);
    }

    /** A client's response that was read and closed still has a status for the caller. */
    @Test
    void a_closed_response_is_returned_as_it_is() throws Exception {
        Response closed = Response.ok("tea").build();
        closed.close();
        assertThat(call("response", closed)).isSameAs(closed);
        CompletableFuture<?> later =
                (CompletableFuture<?>) call("stage", CompletableFuture.completedFuture(closed));
        assertThat(later).isDone();
        assertThat((Object) later.join()).isSameAs(closed);
        assertThat(agent.statuses()).containsExactly(FlowStatus.OK, FlowStatus.OK);
    }

    @Test
    void a_stage_or_uni_of_a_streaming_output() throws Exception {
        CompletableFuture<StreamingOutput> work = new CompletableFuture<>();
        CompletableFuture<?> given = (CompletableFuture<?>) call("stage", work);
        assertThat(agent.ended).isEmpty();
        work.complete(TEA);
        write(given.join());
    }

    @Test
    void a_uni_of_a_response_with_a_streaming_output() throws Exception {
        Uni<?> given = (Uni<?>) call("uni", Response.ok(TEA).build());
        write(((Response) given.await().indefinitely()).getEntity());
    }

    @Test
    void a_cancelled_stage_of_a_streaming_output_cancels_the_work() throws Exception {
        CompletableFuture<StreamingOutput> work = new CompletableFuture<>();
        ((CompletableFuture<?>) call("stage", work)).cancel(true);
        assertThat(work).isCancelled();
        assertThat(agent.statuses()).containsExactly(FlowStatus.UNSET);
    }

    @Test
    void what_cannot_be_followed_is_an_error() {
        for (String method : List.of("list", "multi", "report", "laterReport", "array")) {
            assertThatThrownBy(() -> call(method)).as(method).hasMessageContaining("APERTURE-953");
        }
        assertThatThrownBy(() -> call("both", (Object) null)).hasMessageContaining("APERTURE-952");
        Map.of(
                        "callback", "io.vertx.core.Handler",
                        "request", "io.vertx.core.http.HttpServerRequest",
                        "promise", "io.vertx.core.Promise",
                        "emitter", "io.smallrye.mutiny.subscription.UniEmitter",
                        "subscriber", "io.smallrye.mutiny.subscription.MultiSubscriber",
                        "handler", "java.nio.channels.CompletionHandler")
                .forEach(
                        (method, type) ->
                                assertThatThrownBy(() -> call(method, (Object) null))
                                        .hasMessageContaining("APERTURE-951: Parameter 1 of ")
                                        .hasMessageContaining(type));
    }

    /** Its answer is what it returns. */
    @Test
    void a_request_of_vertx_is_only_read_by_a_method_that_returns_its_answer() throws Exception {
        assertThat(call("reads", (Object) null)).isEqualTo("tea");
        assertThat(agent.ended).hasSize(1);
    }

    @Test
    void the_flow_of_a_dropped_streaming_output_ends_after_garbage_collection() throws Exception {
        call("output", TEA);
        call("response", Response.ok(TEA).build());
        await().until(
                        () -> {
                            System.gc();
                            return agent.ended.size() == 2;
                        });
        assertThat(agent.statuses()).containsOnly(FlowStatus.UNSET);
    }

    public static class Lazies {

        @ApertureControlled("inside")
        public List<CompletionStage<String>> stages() {
            return List.of();
        }

        @ApertureControlled("inside")
        public Optional<CompletableFuture<String>> optional() {
            return Optional.empty();
        }

        @ApertureControlled("inside")
        public CompletableFuture<?>[] array() {
            return new CompletableFuture<?>[0];
        }

        @ApertureControlled("inside")
        public Map<String, ? extends Future<?>> futures() {
            return Map.of();
        }

        @ApertureControlled("inside")
        public CompletionStage<List<Uni<String>>> unis() {
            return CompletableFuture.completedFuture(List.of());
        }

        @ApertureControlled("inside")
        public Uni<Uni<String>> twice() {
            return Uni.createFrom().nullItem();
        }

        @ApertureControlled("inside")
        public Multi<String>[] streams() {
            return null;
        }

        @ApertureControlled("inside")
        public Supplier<CompletionStage<String>> supplier() {
            return () -> null;
        }

        @ApertureControlled("fine")
        public @Nullable Class<CompletableFuture<String>> type() {
            return null;
        }

        @ApertureControlled("fine")
        public CompletionStage<List<String>> list() {
            return CompletableFuture.completedFuture(List.of());
        }
    }

    @Test
    void asynchronous_results_inside_of_a_result_are_an_error() throws Exception {
        for (String method :
                List.of(
                        "stages",
                        "optional",
                        "array",
                        "futures",
                        "unis",
                        "twice",
                        "streams",
                        "supplier")) {
            assertThatThrownBy(() -> interceptor.control(new Invocation(new Lazies(), method)))
                    .as(method)
                    .hasMessageContaining("APERTURE-955")
                    .hasMessageContaining("Lazies." + method);
        }
        interceptor.control(new Invocation(new Lazies(), "type"));
        interceptor.control(new Invocation(new Lazies(), "list"));
        assertThat(agent.ended).hasSize(2);
    }

    public static class InjectedSink {

        @Context SseEventSink sink;

        @ApertureControlled("injected")
        public void events() {}

        @ApertureControlled("injected")
        public String reads() {
            return "tea";
        }
    }

    public static class InheritedSink extends InjectedSink {}

    public static class SetSink {

        @Context
        public void sink(SseEventSink sink) {}

        @ApertureControlled("injected")
        public void events() {}
    }

    public static class ConstructedSink {

        ConstructedSink(@Context SseEventSink sink) {}

        @ApertureControlled("injected")
        public void events() {}
    }

    public static class Parameters {
        AsyncResponse response;
    }

    public static class MoreParameters {
        @BeanParam Parameters parameters;
        String name;
    }

    public static class PlainParameters {
        String name;
    }

    public static class WithBeanParam {

        @ApertureControlled("injected")
        public void bean(@BeanParam Parameters parameters) {}

        @ApertureControlled("injected")
        public String nested(@BeanParam MoreParameters parameters) {
            return "tea";
        }

        @ApertureControlled("injected")
        public void plain(@BeanParam PlainParameters parameters) {}
    }

    @Test
    void what_a_call_is_answered_through_and_that_is_injected_is_an_error() throws Exception {
        for (Object bean :
                List.of(
                        new InjectedSink(),
                        new InheritedSink(),
                        new SetSink(),
                        new ConstructedSink(null))) {
            assertThatThrownBy(() -> interceptor.control(new Invocation(bean, "events")))
                    .as("%s", bean)
                    .hasMessageContaining("APERTURE-956")
                    .hasMessageContaining(".events()")
                    .hasMessageContaining("jakarta.ws.rs.sse.SseEventSink");
        }
        for (String method : List.of("bean", "nested")) {
            assertThatThrownBy(
                            () ->
                                    interceptor.control(
                                            new Invocation(
                                                    new WithBeanParam(), method, (Object) null)))
                    .as(method)
                    .hasMessageContaining("APERTURE-956")
                    .hasMessageContaining("Parameters")
                    .hasMessageContaining("jakarta.ws.rs.container.AsyncResponse");
        }
        interceptor.control(new Invocation(new InjectedSink(), "reads"));
        interceptor.control(new Invocation(new WithBeanParam(), "plain", (Object) null));
        assertThat(agent.ended).hasSize(2);
    }
}
