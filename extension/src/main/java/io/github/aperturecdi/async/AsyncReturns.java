package io.github.aperturecdi.async;

import io.github.aperturecdi.flow.Messages;
import io.github.aperturecdi.services.Services;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Flow.Publisher;
import org.jspecify.annotations.Nullable;

/** Every kind of asynchronous result that the application may return. */
public final class AsyncReturns {

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
     * @throws IllegalArgumentException if the type is a stream of a kind that cannot be put under a
     *     flow: it would end before its work
     */
    public @Nullable AsyncReturn of(Class<?> returnType, String method) {
        for (AsyncReturn kind : kinds) {
            if (kind.handles(returnType)) {
                return kind;
            }
        }
        if (isPublisher(returnType)) {
            throw new IllegalArgumentException(
                    Messages.unknownStream(method, returnType.getName()));
        }
        return null;
    }

    private static boolean isPublisher(@Nullable Class<?> type) {
        if (type == null) {
            return false;
        }
        return type == Publisher.class
                || type.getName().equals("org.reactivestreams.Publisher")
                || isPublisher(type.getSuperclass())
                || Arrays.stream(type.getInterfaces()).anyMatch(AsyncReturns::isPublisher);
    }
}
