package io.github.aperturecdi.internal.async;

import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.internal.reflect.Supertypes;
import io.github.aperturecdi.internal.services.Services;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All kinds of arguments through which a call may be answered after its method has returned. */
public final class AsyncArguments implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(AsyncArguments.class.getName());

    private final List<AsyncArgument> kinds;

    /**
     * Finds the kinds of arguments.
     *
     * @param loader the application's class loader
     */
    public AsyncArguments(ClassLoader loader) {
        kinds = Services.load(AsyncArgument.class, loader);
    }

    /** The arguments of one method through which its calls may be answered. */
    public static final class Followed {

        private final Map<Integer, AsyncArgument> kinds;

        private Followed(Map<Integer, AsyncArgument> kinds) {
            this.kinds = kinds;
        }

        /**
         * Runs the method of an admitted flow. The flow ends once the method has returned and each
         * of the arguments has been answered. If the method throws, it ends at once.
         *
         * @param flow the flow
         * @param call the call
         * @return what the method returns
         * @throws Exception what the method throws
         */
        @Nullable Object run(Flow flow, ControlledCall call) throws Exception {
            return flow.call(
                    () -> {
                        @Nullable Object[] arguments = call.arguments();
                        @Nullable Object[] followed = arguments.clone();
                        FlowEnd returned = new FlowEnd(flow, 1 + answers(arguments));
                        kinds.forEach(
                                (index, kind) -> {
                                    Object argument = arguments[index];
                                    if (argument != null) {
                                        followed[index] = kind.follow(argument, returned.other());
                                    }
                                });
                        call.arguments(followed);
                        Object result = call.call();
                        returned.done();
                        return result;
                    });
        }

        private int answers(@Nullable Object[] arguments) {
            return (int) kinds.keySet().stream().filter(i -> arguments[i] != null).count();
        }
    }

    /**
     * Finds the arguments of a method that can be followed.
     *
     * @param types the types of its parameters in the bean
     * @param name the method as messages show it
     * @param kind the kind of its asynchronous result; null if the work ends when it returns
     * @param returned its return type in the bean
     * @return the arguments; null if the method has none of these kinds
     * @throws IllegalArgumentException if the call may be answered through an argument that cannot
     *     be followed, as the flow would end before the answer, or through both an argument and the
     *     result
     */
    public @Nullable Followed of(
            List<Class<?>> types, String name, @Nullable ResultKind kind, Class<?> returned) {
        Map<Integer, AsyncArgument> found = new TreeMap<>();
        for (int i = 0; i < types.size(); i++) {
            Class<?> type = types.get(i);
            if (isUnknown(type, returned)) {
                throw new IllegalArgumentException(
                        AsyncTexts.unknownArgument(name, i, type.getTypeName()));
            }
            for (AsyncArgument argument : kinds) {
                if (argument.handles(type)) {
                    found.putIfAbsent(i, argument);
                }
            }
        }
        if (!found.isEmpty() && kind != null) {
            throw new IllegalArgumentException(AsyncTexts.twoAnswers(name));
        }
        return found.isEmpty() ? null : new Followed(found);
    }

    private boolean isUnknown(Class<?> type, Class<?> returned) {
        return UnfollowedArguments.has(type, returned)
                || !isFollowed(type) && isBelowFollowed(UnfollowedArguments.element(type));
    }

    private boolean isFollowed(Class<?> type) {
        return kinds.stream().anyMatch(kind -> kind.handles(type));
    }

    private boolean isBelowFollowed(Class<?> type) {
        return Supertypes.of(type).stream().anyMatch(this::isFollowed);
    }

    /**
     * Whether a call may be answered through an injected object of a type. A bean whose class is
     * known has answers of its own, such as those that it gets from another service.
     */
    private boolean isInjectedAnswer(Class<?> type) {
        return isFollowed(type)
                || Modifier.isAbstract(type.getModifiers()) && isBelowFollowed(type);
    }

    /**
     * Refuses a method whose calls may be answered through an object that is not a parameter, such
     * as a field of its bean.
     *
     * @param bean the bean's class
     * @param method the method
     * @param name the method as messages show it
     * @throws IllegalArgumentException if there is such an object: the flow would end before the
     *     answer
     */
    public void refuseInjected(Class<?> bean, Method method, String name) {
        try {
            new InjectedAnswers(this::isInjectedAnswer, name).refuse(bean, method);
        } catch (LinkageError e) {
            LOG.log(System.Logger.Level.DEBUG, "a class needs an optional library", e);
        }
    }

    /** Closes the kinds that have resources. */
    @Override
    public void close() {
        for (AsyncArgument kind : kinds) {
            if (kind instanceof AutoCloseable closeable) {
                try {
                    closeable.close();
                } catch (Exception | LinkageError e) {
                    LOG.log(System.Logger.Level.DEBUG, "a kind of argument was not closed", e);
                }
            }
        }
    }
}
