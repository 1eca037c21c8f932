package io.github.aperturecdi.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.aperturecdi.ApertureCached;
import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowCacheKey;
import io.github.aperturecdi.internal.async.AsyncArguments;
import io.github.aperturecdi.testing.SourceClass;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.smallrye.mutiny.subscription.UniSubscriber;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.client.InvocationCallback;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.OutputStream;
import java.nio.channels.CompletionHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls whose end cannot be followed are errors. */
class UnfollowableCallTest extends LaterAnswers {

    private @Nullable Object call(String method, @Nullable Object... arguments) throws Exception {
        return interceptor.control(new Invocation(new Resource(), method, arguments));
    }

    public static class Resource {

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

        @ApertureControlled("output")
        public StreamingOutput[][] arrays() {
            return new StreamingOutput[0][];
        }

        @ApertureControlled("output")
        public List<StreamingOutput>[] lists() {
            return null;
        }

        @ApertureControlled("output")
        public @Nullable Page page() {
            return null;
        }

        @ApertureControlled("output")
        public CompletionStage<? extends List<Page>> laterPages() {
            return CompletableFuture.completedFuture(List.of());
        }

        @ApertureControlled("output")
        public Multi<Page> pages() {
            return Multi.createFrom().empty();
        }

        @ApertureControlled("output")
        public Outs elements() {
            return new Outs();
        }

        @ApertureControlled("output")
        public <T extends StreamingOutput> List<T> variable() {
            return List.of();
        }

        @ApertureControlled("fine")
        public <T extends StreamingOutput> @Nullable T one() {
            return null;
        }

        @ApertureControlled("fine")
        public <T extends CompletionStage<StreamingOutput>> @Nullable T oneLater() {
            return null;
        }

        @ApertureControlled("fine")
        public @Nullable Class<StreamingOutput> type() {
            return null;
        }

        @ApertureControlled("both")
        public Uni<String> both(AsyncResponse response) {
            return Uni.createFrom().nullItem();
        }

        @ApertureControlled("both")
        @ApertureCached(ttl = "1m")
        public String cached(@FlowCacheKey String id, AsyncResponse response) {
            return id;
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
        public void uniSubscriber(UniSubscriber<String> subscriber) {}

        @ApertureControlled("promise")
        public void invocation(InvocationCallback<String> callback) {}

        @ApertureControlled("promise")
        public void future(CompletableFuture<String> future) {}

        @ApertureControlled("promise")
        public String waits(CompletableFuture<String> future) {
            return future.join();
        }

        @ApertureControlled("subtype")
        public void traced(Traced response) {}

        @ApertureControlled("subtype")
        public void responses(AsyncResponse... responses) {}

        @ApertureControlled("subtype")
        public void observer(OwnObserver<String> observer) {}

        @ApertureControlled("subtype")
        public void client(ClientCallStreamObserver<String> observer) {}

        @ApertureControlled("subtype")
        public void emitters(UniEmitter<String>[] emitters) {}

        @ApertureControlled("promise")
        public void handler(CompletionHandler<String, Void> handler) {}
    }

    /** A body of a type of its own, in whose place no other can be. */
    record Report() implements StreamingOutput {

        @Override
        public void write(OutputStream body) {}
    }

    record Page(StreamingOutput out) {}

    public static class Outs extends ArrayList<StreamingOutput> {

        private static final long serialVersionUID = 1;
    }

    interface Traced extends AsyncResponse {}

    abstract static class OwnObserver<T> implements StreamObserver<T> {}

    @ParameterizedTest
    @ValueSource(
            strings = {
                "list",
                "multi",
                "report",
                "laterReport",
                "array",
                "arrays",
                "lists",
                "page",
                "laterPages",
                "pages",
                "elements",
                "variable"
            })
    void a_body_that_cannot_be_followed_is_an_error(String method) {
        assertThatThrownBy(() -> call(method)).hasMessageContaining("APERTURE-953");
    }

    @ParameterizedTest
    @ValueSource(strings = {"one", "oneLater", "type"})
    void a_body_that_can_be_followed_or_that_is_none_is_no_error(String method) {
        assertThatNoException().isThrownBy(() -> call(method));
    }

    @Test
    void what_cannot_be_followed_is_an_error() {
        assertThatThrownBy(() -> call("both", (Object) null)).hasMessageContaining("APERTURE-952");
        assertThatThrownBy(() -> call("cached", "tea", null)).hasMessageContaining("APERTURE-628");
        Map.of(
                        "callback", "io.vertx.core.Handler",
                        "request", "io.vertx.core.http.HttpServerRequest",
                        "promise", "io.vertx.core.Promise",
                        "emitter", "io.smallrye.mutiny.subscription.UniEmitter",
                        "subscriber", "io.smallrye.mutiny.subscription.MultiSubscriber",
                        "uniSubscriber", "io.smallrye.mutiny.subscription.UniSubscriber",
                        "invocation", "jakarta.ws.rs.client.InvocationCallback",
                        "future", "java.util.concurrent.CompletableFuture",
                        "handler", "java.nio.channels.CompletionHandler")
                .forEach(
                        (method, type) ->
                                assertThatThrownBy(() -> call(method, (Object) null))
                                        .hasMessageContaining("APERTURE-951: Parameter 1 of ")
                                        .hasMessageContaining(type));
    }

    @Test
    void a_subtype_of_what_is_followed_is_an_error() {
        Map.of(
                        "traced", Traced.class,
                        "responses", AsyncResponse[].class,
                        "observer", OwnObserver.class,
                        "client", ClientCallStreamObserver.class,
                        "emitters", UniEmitter[].class)
                .forEach(
                        (method, type) ->
                                assertThatThrownBy(() -> call(method, (Object) null))
                                        .hasMessageContaining("APERTURE-951: Parameter 1 of ")
                                        .hasMessageContaining(type.getTypeName()));
    }

    /** Libraries that are absent here. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.reactivex.CompletableEmitter",
                "io.reactivex.CompletableObserver",
                "io.reactivex.Emitter",
                "io.reactivex.MaybeEmitter",
                "io.reactivex.MaybeObserver",
                "io.reactivex.Observer",
                "io.reactivex.SingleEmitter",
                "io.reactivex.SingleObserver",
                "io.reactivex.rxjava3.core.CompletableEmitter",
                "io.reactivex.rxjava3.core.CompletableObserver",
                "io.reactivex.rxjava3.core.Emitter",
                "io.reactivex.rxjava3.core.MaybeEmitter",
                "io.reactivex.rxjava3.core.MaybeObserver",
                "io.reactivex.rxjava3.core.Observer",
                "io.reactivex.rxjava3.core.SingleEmitter",
                "io.reactivex.rxjava3.core.SingleObserver",
                "reactor.core.publisher.FluxSink",
                "reactor.core.publisher.MonoSink",
                "io.vertx.mutiny.core.Promise",
                "reactor.core.publisher.Sinks$One"
            })
    void what_other_libraries_answer_through_is_an_error(String name) {
        int dot = name.lastIndexOf('.');
        Class<?> type =
                SourceClass.of(
                                name,
                                "package %s; public interface %s {}"
                                        .formatted(name.substring(0, dot), name.substring(dot + 1)))
                        .load();
        try (AsyncArguments arguments = new AsyncArguments(getClass().getClassLoader())) {
            assertThatThrownBy(() -> arguments.of(List.of(type), "Shop.order", null, String.class))
                    .hasMessageContaining("APERTURE-951")
                    .hasMessageContaining(name);
        }
    }

    /** Such a future is what it waits for. */
    @Test
    void a_future_is_only_read_by_a_method_that_returns_its_answer() throws Exception {
        assertThat(call("waits", CompletableFuture.completedFuture("tea"))).isEqualTo("tea");
        assertThat(agent.ended).hasSize(1);
    }

    /** Its answer is what it returns. */
    @Test
    void a_request_of_vertx_is_only_read_by_a_method_that_returns_its_answer() throws Exception {
        assertThat(call("reads", (Object) null)).isEqualTo("tea");
        assertThat(agent.ended).hasSize(1);
    }

    public static class Stages extends ArrayList<CompletableFuture<String>> {

        private static final long serialVersionUID = 1;
    }

    record Receipt(String text, Uni<String> sent) {}

    /** Refers to itself with ever other types. */
    record Order<T>(@Nullable T id, @Nullable Order<List<T>> next, @Nullable Receipt receipt) {}

    sealed interface Answer permits Now, Later {}

    record Now(String text) implements Answer {}

    record Later(CompletionStage<String> text) implements Answer {}

    sealed interface Eventual permits Event {}

    static final class Event extends CompletableFuture<String> implements Eventual {}

    public static class Lazies {

        @ApertureControlled("inside")
        public Answer sealed() {
            return new Now("tea");
        }

        @ApertureControlled("inside")
        public List<Answer> sealeds() {
            return List.of();
        }

        @ApertureControlled("inside")
        public List<Eventual> eventuals() {
            return List.of();
        }

        /** Its result is followed by its class. */
        @ApertureControlled("fine")
        public @Nullable Eventual eventual() {
            return null;
        }

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

        @ApertureControlled("inside")
        public <T extends CompletionStage<String>> List<T> variable() {
            return List.of();
        }

        @ApertureControlled("inside")
        public Stages elements() {
            return new Stages();
        }

        @ApertureControlled("inside")
        public List<Receipt> records() {
            return List.of();
        }

        @ApertureControlled("inside")
        public Order<String> components() {
            return new Order<>(null, null, null);
        }

        @ApertureControlled("fine")
        public <T extends CompletionStage<String>> @Nullable T one() {
            return null;
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
                        "supplier",
                        "variable",
                        "elements",
                        "records",
                        "components",
                        "sealed",
                        "sealeds",
                        "eventuals")) {
            assertThatThrownBy(() -> interceptor.control(new Invocation(new Lazies(), method)))
                    .as(method)
                    .hasMessageContaining("APERTURE-955")
                    .hasMessageContaining("Lazies." + method);
        }
        interceptor.control(new Invocation(new Lazies(), "type"));
        interceptor.control(new Invocation(new Lazies(), "list"));
        interceptor.control(new Invocation(new Lazies(), "one"));
        interceptor.control(new Invocation(new Lazies(), "eventual"));
        assertThat(agent.ended).hasSize(4);
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

    public static class InjectedTraced {

        @Inject Traced response;

        @ApertureControlled("injected")
        public void events() {}
    }

    /** A bean that gets the answers of another service: they are not those of a call. */
    public static class ListeningObserver implements StreamObserver<String> {

        @Override
        public void onNext(String value) {}

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onCompleted() {}
    }

    public static class Listening {

        @Inject ListeningObserver observer;

        @ApertureControlled("injected")
        public void listen() {}
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
        assertThatThrownBy(
                        () -> interceptor.control(new Invocation(new InjectedTraced(), "events")))
                .hasMessageContaining("APERTURE-956")
                .hasMessageContaining(Traced.class.getName());
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
        interceptor.control(new Invocation(new Listening(), "listen"));
        assertThat(agent.ended).hasSize(3);
    }
}
