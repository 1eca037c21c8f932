package io.github.aperturecdi.internal.async;

import java.util.Set;

/** Arguments through which a call may be answered and that this library cannot follow. */
final class UnfollowedArguments {

    /** These types and all that extend them, by name, as their libraries may be absent. */
    private static final Set<String> TYPES =
            Set.of(
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
                    "io.smallrye.mutiny.subscription.MultiEmitter",
                    "io.smallrye.mutiny.subscription.UniEmitter",
                    "io.smallrye.mutiny.subscription.UniSubscriber",
                    "io.vertx.core.Promise",
                    "io.vertx.mutiny.core.Promise",
                    "jakarta.servlet.AsyncContext",
                    "jakarta.ws.rs.client.InvocationCallback",
                    "java.nio.channels.CompletionHandler",
                    "java.util.concurrent.Flow$Subscriber",
                    "org.reactivestreams.Subscriber",
                    "reactor.core.publisher.FluxSink",
                    "reactor.core.publisher.MonoSink",
                    "reactor.core.publisher.Sinks$Empty",
                    "reactor.core.publisher.Sinks$Many",
                    "reactor.core.publisher.Sinks$One");

    /** Exactly these types: many other types extend them and answer no call. */
    private static final Set<String> HANDLERS = Set.of("io.vertx.core.Handler");

    /** Exactly these types, unless the method returns its answer: then it only reads them. */
    private static final Set<String> OF_VOID_METHODS =
            Set.of(
                    "io.quarkus.vertx.web.RoutingExchange",
                    "io.vertx.core.http.HttpServerRequest",
                    "io.vertx.core.http.HttpServerResponse",
                    "io.vertx.ext.web.RoutingContext",
                    "io.vertx.mutiny.core.http.HttpServerRequest",
                    "io.vertx.mutiny.core.http.HttpServerResponse",
                    "io.vertx.mutiny.ext.web.RoutingContext",
                    "java.util.concurrent.CompletableFuture");

    private UnfollowedArguments() {}

    /**
     * Whether a parameter is such an argument, or an array of them.
     *
     * @param type the type of the parameter
     * @param returned the return type of the method
     */
    static boolean has(Class<?> type, Class<?> returned) {
        Class<?> element = element(type);
        return AsyncReturns.isOneOf(element, TYPES)
                || HANDLERS.contains(element.getName())
                || returned == void.class && OF_VOID_METHODS.contains(type.getName());
    }

    /** What an array contains in the end; the type itself if it is no array. */
    static Class<?> element(Class<?> type) {
        return type.isArray() ? element(type.componentType()) : type;
    }
}
