package io.github.aperturecdi.async;

/**
 * One kind of argument through which a call is answered after its method has returned. Found by
 * {@link java.util.ServiceLoader}; an implementation whose library is absent handles nothing, and
 * must not need the library to say so. One that holds something implements {@link AutoCloseable} as
 * well: it is closed with the application.
 */
public interface AsyncArgument {

    /**
     * Whether arguments of a type are this kind's.
     *
     * @param parameterType the declared type of the parameter
     * @return true when {@link #follow} takes its arguments
     */
    boolean handles(Class<?> parameterType);

    /**
     * Follows the answer of one call.
     *
     * @param argument the call's, not null
     * @param end hears of the end of the answer
     * @return what the method gets in its place
     */
    Object follow(Object argument, WorkEnd end);
}
