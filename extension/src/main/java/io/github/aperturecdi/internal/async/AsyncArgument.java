package io.github.aperturecdi.internal.async;

/**
 * One kind of argument through which a call is answered after its method has returned.
 * Implementations are found by {@link java.util.ServiceLoader}. An implementation whose library is
 * absent handles no type, and must not need the library for that. An implementation with resources
 * implements {@link AutoCloseable} as well and is closed with the application.
 */
public interface AsyncArgument {

    /**
     * Whether this kind handles arguments of a type.
     *
     * @param parameterType the declared type of the parameter
     * @return true if {@link #follow} accepts such arguments
     */
    boolean handles(Class<?> parameterType);

    /**
     * Follows the answer of one call.
     *
     * @param argument the argument of the call, not null
     * @param end is told when the answer ends
     * @return the argument that the method gets instead
     */
    Object follow(Object argument, WorkEnd end);
}
