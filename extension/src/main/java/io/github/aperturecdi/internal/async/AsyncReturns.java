package io.github.aperturecdi.internal.async;

import io.github.aperturecdi.internal.FirstOfEach;
import io.github.aperturecdi.internal.reflect.Supertypes;
import io.github.aperturecdi.internal.services.Services;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** All kinds of asynchronous results that the application may return. */
public final class AsyncReturns {

    /**
     * Results whose work continues after the method has returned. A result of such a type that no
     * kind handles cannot be followed. The types are given by name, as their libraries may be
     * absent.
     */
    private static final Set<String> UNKNOWN =
            Set.of(
                    "java.util.concurrent.Flow$Publisher",
                    "java.util.concurrent.Flow$Subscriber",
                    "java.util.concurrent.Future",
                    "org.reactivestreams.Publisher",
                    "org.reactivestreams.Subscriber",
                    "io.smallrye.mutiny.Uni",
                    "io.vertx.core.Future",
                    "io.reactivex.CompletableSource",
                    "io.reactivex.MaybeSource",
                    "io.reactivex.ObservableSource",
                    "io.reactivex.SingleSource",
                    "io.reactivex.rxjava3.core.CompletableSource",
                    "io.reactivex.rxjava3.core.MaybeSource",
                    "io.reactivex.rxjava3.core.ObservableSource",
                    "io.reactivex.rxjava3.core.SingleSource",
                    "kotlinx.coroutines.Job",
                    "kotlinx.coroutines.flow.Flow",
                    "org.eclipse.microprofile.reactive.streams.operators.CompletionRunner",
                    "org.eclipse.microprofile.reactive.streams.operators.ProcessorBuilder",
                    "org.eclipse.microprofile.reactive.streams.operators.PublisherBuilder",
                    "org.eclipse.microprofile.reactive.streams.operators.SubscriberBuilder",
                    "org.glassfish.jersey.server.ChunkedOutput",
                    "org.jboss.resteasy.spi.AsyncStreamingOutput");

    /**
     * Types that make a publisher more than a publisher. A controlled publisher in its place would
     * lack the rest of it.
     */
    private static final Set<String> MORE_THAN_PUBLISHERS =
            Set.of(
                    "java.lang.AutoCloseable",
                    "java.util.concurrent.Flow$Subscriber",
                    "org.reactivestreams.Subscriber");

    private final List<ResultKind> kinds;
    private final Map<Class<?>, Optional<Found>> ofClass = new ConcurrentHashMap<>();

    /**
     * Finds the kinds of results.
     *
     * @param loader the application's class loader
     */
    public AsyncReturns(ClassLoader loader) {
        kinds = Services.load(ResultKind.class, loader);
    }

    /**
     * Finds the kind of a return type.
     *
     * @param returnType the declared return type
     * @param method the method as messages show it
     * @return the kind; null if the work ends when the method returns
     * @throws IllegalArgumentException if the type is asynchronous but of no kind that can be
     *     controlled: the flow would end before its work
     */
    public @Nullable ResultKind of(Class<?> returnType, String method) {
        for (ResultKind kind : kinds) {
            if (kind.handles(returnType)) {
                return kind;
            }
        }
        if (isOneOf(returnType, UNKNOWN)) {
            throw new IllegalArgumentException(
                    AsyncTexts.unknownAsync(method, returnType.getName()));
        }
        return null;
    }

    /**
     * Refuses a return type with asynchronous results inside, such as a list or a record of stages.
     *
     * @param returned the method's return type in the bean
     * @param method the method as messages show it
     * @throws IllegalArgumentException if there is one: the flow would end before its work
     */
    public void refuseInside(Type returned, String method) {
        // The result itself is followed if it is asynchronous; what it holds is not.
        if (HeldTypes.areIn(returned, this::isAsynchronous)) {
            throw new IllegalArgumentException(
                    AsyncTexts.deepAsync(method, returned.getTypeName()));
        }
    }

    private boolean isAsynchronous(Class<?> type) {
        return kinds.stream().anyMatch(kind -> kind.handles(type)) || isOneOf(type, UNKNOWN);
    }

    /**
     * The kind of a result, found by its class instead of its declared type.
     *
     * @param kind the kind; null for a result that cannot be followed
     * @param type the type that the kind handles
     */
    record Found(@Nullable ResultKind kind, Class<?> type) {}

    /** Finds the kind of a result; null if its work has ended. */
    @Nullable Found in(Object result) {
        // Nearly every call gets here, so the look-up takes no lock and creates no object.
        Optional<Found> found = ofClass.get(result.getClass());
        if (found == null) {
            found = find(result.getClass());
            // Programs may create classes at run time, which must not fill the memory.
            if (ofClass.size() < FirstOfEach.MAX) {
                ofClass.putIfAbsent(result.getClass(), found);
            }
        }
        return found.orElse(null);
    }

    /** The nearest type that a kind handles: a {@code Multi} is a {@code Publisher}, too. */
    private Optional<Found> find(Class<?> type) {
        // The caller keeps a stage of a class of its own, which may be anything else as well.
        if (!CompletionStage.class.isAssignableFrom(type)
                && isOneOf(type, MORE_THAN_PUBLISHERS)
                && isOneOf(type, UNKNOWN)) {
            return Optional.of(new Found(null, type));
        }
        return Supertypes.classesFirst(type).stream()
                .flatMap(
                        one ->
                                kinds.stream()
                                        .filter(kind -> kind.handles(one))
                                        .map(kind -> new Found(kind, one)))
                .findFirst()
                .or(
                        () ->
                                isOneOf(type, UNKNOWN)
                                        ? Optional.of(new Found(null, type))
                                        : Optional.empty());
    }

    static boolean isOneOf(Class<?> type, Set<String> names) {
        return Supertypes.of(type).stream().anyMatch(one -> names.contains(one.getName()));
    }
}
