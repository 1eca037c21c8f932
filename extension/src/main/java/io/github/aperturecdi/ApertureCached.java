package io.github.aperturecdi;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Keeps the results of an {@link ApertureControlled} method in the agent's cache. The agent answers
 * the question whether a call may run together with the result of an earlier call; such a call
 * returns that result, and the method does not run. A cached result never bypasses a limit: every
 * call is decided first.
 *
 * <p>The cache belongs to the agents of a group: all instances of a service share it. A result is
 * found by the control point, the method (its class, name, parameter types and return type) and the
 * parameters marked with {@link FlowCacheKey}, or all parameters when none is marked. <em>A result
 * that depends on anything else, such as the caller's identity, must have that among its
 * parameters.</em> Interceptors inside this library's do not run for a cached result. A version of
 * the application in which the classes of the result have other fields does not read what the
 * former has stored.
 *
 * <p>Stored are results other than null, of at most 1 MiB, after the method has returned. They are
 * turned into bytes on the thread that has them, which takes its time; sending the bytes to the
 * agent delays nobody. The bytes are made by a {@code ResultCodec}: {@code byte[]} and {@code
 * String} as they are, other types as JSON where JSON-B or Jackson is present. Each result is read
 * back and compared with the original before it is stored: its class, every field (private,
 * inherited and transient ones as well), every element and the order of all that has one. A result
 * that has lost anything is not stored. What cannot be stored or read is never an error of the
 * call: the method runs, and the log says so once for each method.
 *
 * <p>Every caller gets a copy of its own. A hidden class of the JDK, such as that of {@code
 * List.of}, may come back as another with the same content, and then the copy can be changed. What
 * is chained to a stage may run before the stage's result is stored: it must not change the result.
 *
 * <p>The method may also return a {@code CompletionStage}, {@code CompletableFuture} or Mutiny's
 * {@code Uni}; its result is then what it completes with, or the item. On a void method, a stream
 * or any other asynchronous type the annotation is an error.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface ApertureCached {

    /**
     * For how long a result is kept, as {@code 500ms}, {@code 10m}, {@code 24h}, {@code 7d} or
     * {@code PT10M}. Positive, and at most 7 days, for which an agent keeps a value at most.
     *
     * @return the time
     */
    String ttl();
}
