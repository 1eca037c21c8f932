package io.github.aperturecdi.internal.async;

import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.internal.services.Services;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All kinds of results that hold work. */
public final class LastingResults {

    /** For calls whose results hold no work. */
    public static final LastingResults NONE = new LastingResults(List.of());

    private final List<LastingResult> kinds;

    private LastingResults(List<LastingResult> kinds) {
        this.kinds = kinds;
    }

    /**
     * Finds the kinds of results.
     *
     * @param loader the application's class loader
     */
    public LastingResults(ClassLoader loader) {
        this(Services.load(LastingResult.class, loader));
    }

    private boolean mayBe(Class<?> declared) {
        return kinds.stream().anyMatch(kind -> kind.mayBe(declared));
    }

    /**
     * Finds what follows the work in the results of a method.
     *
     * @param returned the method's return type in the bean
     * @param kind the kind of its asynchronous result; null if the work ends when it returns
     * @param name the method as messages show it
     * @return this object; {@link #NONE} if the results hold no work
     * @throws IllegalArgumentException if the work is in a place where it cannot be followed, such
     *     as a list
     */
    public LastingResults of(Type returned, @Nullable ResultKind kind, String name) {
        Type content = returned;
        if (kind != null && returned instanceof ParameterizedType stage) {
            content = stage.getActualTypeArguments()[0];
            if (kind.single((Class<?>) stage.getRawType()) == null && holds(content)) {
                throw new IllegalArgumentException(
                        AsyncTexts.deepWork(name, returned.getTypeName()));
            }
        }
        if (mayBe(raw(content))) {
            return this;
        }
        if (holds(raw(content)) || holds(content)) {
            throw new IllegalArgumentException(AsyncTexts.deepWork(name, returned.getTypeName()));
        }
        return NONE;
    }

    private static Class<?> raw(Type type) {
        if (type instanceof Class<?> raw) {
            return raw;
        }
        return type instanceof ParameterizedType generic
                ? (Class<?>) generic.getRawType()
                : Object.class;
    }

    /** Whether a type contains a type that holds work. */
    private boolean holds(Type type) {
        if (type instanceof Class<?> raw) {
            return kinds.stream()
                    .anyMatch(kind -> kind.is(raw.isArray() ? raw.componentType() : raw));
        }
        if (type instanceof ParameterizedType generic) {
            return Arrays.stream(generic.getActualTypeArguments()).anyMatch(this::holds);
        }
        return type instanceof WildcardType wildcard && holds(wildcard.getUpperBounds()[0]);
    }

    boolean mayHold(Object result) {
        for (LastingResult kind : kinds) {
            if (kind.mayHold(result)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Ends the flow of a call that has its result, unless the result holds work: then the flow ends
     * with that work.
     *
     * @param flow the flow
     * @param result the result of the call
     * @return the result for the caller; null if the result holds no work, and the flow has ended
     */
    @Nullable Object follow(Flow flow, @Nullable Object result) {
        try {
            if (result != null) {
                for (LastingResult kind : kinds) {
                    Object followed = kind.follow(result, new FlowEnd(flow, 1));
                    if (followed != null) {
                        return followed;
                    }
                }
            }
        } catch (Throwable t) {
            AsyncEnds.abandon(flow);
            throw t;
        }
        flow.close();
        return null;
    }
}
