package io.github.aperturecdi.internal.async;

import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.internal.reflect.BeanTypes;
import io.github.aperturecdi.internal.services.Services;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
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
        BeanTypes types = new BeanTypes(Object.class);
        Type result = types.bounded(returned);
        boolean followed = true;
        if (kind != null && result instanceof ParameterizedType stage) {
            followed = kind.single((Class<?>) stage.getRawType()) != null;
            result = stage.getActualTypeArguments()[0];
        }
        if (followed && mayBe(types.raw(result))) {
            return this;
        }
        if (HeldTypes.areInOrAre(result, this::is)) {
            throw new IllegalArgumentException(AsyncTexts.deepWork(name, returned.getTypeName()));
        }
        return NONE;
    }

    private boolean is(Class<?> type) {
        return kinds.stream().anyMatch(kind -> kind.is(type));
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
