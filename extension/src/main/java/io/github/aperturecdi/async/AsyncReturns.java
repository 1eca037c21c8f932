package io.github.aperturecdi.async;

import io.github.aperturecdi.flow.Messages;
import io.github.aperturecdi.services.Services;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Every kind of asynchronous result that the application may return. */
public final class AsyncReturns {

    /**
     * Results whose work goes on after the method has returned, and that nobody here can follow: by
     * name, as their libraries may be absent.
     */
    private static final Set<String> UNKNOWN =
            Set.of(
                    "java.util.concurrent.Flow$Publisher",
                    "java.util.concurrent.Future",
                    "org.reactivestreams.Publisher",
                    "io.smallrye.mutiny.Uni",
                    "io.vertx.core.Future",
                    "io.reactivex.rxjava3.core.CompletableSource",
                    "io.reactivex.rxjava3.core.MaybeSource",
                    "io.reactivex.rxjava3.core.ObservableSource",
                    "io.reactivex.rxjava3.core.SingleSource",
                    "kotlinx.coroutines.Job",
                    "kotlinx.coroutines.flow.Flow");

    private final List<AsyncReturn> kinds;

    /**
     * Looks for kinds of results.
     *
     * @param loader the application's class loader
     */
    public AsyncReturns(ClassLoader loader) {
        kinds = Services.load(AsyncReturn.class, loader);
    }

    /**
     * The kind of a return type.
     *
     * @param returnType the declared return type
     * @param method the method, for people
     * @return the kind; null when the work has ended once the method returns
     * @throws IllegalArgumentException if the type is an asynchronous one of a kind that cannot be
     *     put under a flow: it would end before its work
     */
    public @Nullable AsyncReturn of(Class<?> returnType, String method) {
        for (AsyncReturn kind : kinds) {
            if (kind.handles(returnType)) {
                return kind;
            }
        }
        if (isUnknown(returnType)) {
            throw new IllegalArgumentException(Messages.unknownAsync(method, returnType.getName()));
        }
        return null;
    }

    private static boolean isUnknown(@Nullable Class<?> type) {
        return type != null
                && (UNKNOWN.contains(type.getName())
                        || isUnknown(type.getSuperclass())
                        || Arrays.stream(type.getInterfaces()).anyMatch(AsyncReturns::isUnknown));
    }
}
