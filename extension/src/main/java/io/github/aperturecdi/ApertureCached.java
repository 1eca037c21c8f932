package io.github.aperturecdi;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Keeps the results of an {@link ApertureControlled} method in the agent's cache. The agent sends
 * the result of an earlier call together with its decision. An admitted call with a cached result
 * returns that result, and the method does not run. A cached result never bypasses a limit: every
 * call is decided first.
 *
 * <p>The cache belongs to the agents of a group, so all instances of a service share it. The key of
 * a result consists of the control point, the method (its class, name, parameter types and return
 * type) and the parameters marked with {@link FlowCacheKey}, or all parameters if none is marked.
 * <em>A result that depends on anything else, such as the caller's identity, must have that among
 * its parameters.</em> Interceptors inside this library's interceptor do not run for a cached
 * result. A version of the application whose result classes have other fields does not read the
 * results of the earlier version.
 *
 * <p>A result is stored after the method has returned, unless it is null or larger than 1 MiB. A
 * {@code ResultCodec} turns it into bytes on the thread that has it, which takes time; sending the
 * bytes to the agent delays no call. {@code byte[]} and {@code String} are stored as they are,
 * other types as JSON if JSON-B or Jackson is present. Each result is read back and compared with
 * the original before it is stored: its class, every field (private, inherited and transient ones
 * as well), every element, and the order of ordered elements. A result that has lost anything is
 * not stored. A result that cannot be stored or read never fails the call: the method runs, and the
 * log says so once for each method.
 *
 * <p>Every caller gets a copy of its own. A result of a hidden class of the JDK, such as that of
 * {@code List.of}, may come back in another class with the same content, and such a copy may be
 * modifiable. An action that is chained to a stage may run before the stage's result is stored; it
 * must not change the result.
 *
 * <p>The method may also return a {@code CompletionStage}, {@code CompletableFuture} or Mutiny's
 * {@code Uni}. Its result is then the value or item that this completes with. The annotation is an
 * error on a void method and on a method that returns a stream or any other asynchronous type.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface ApertureCached {

    /**
     * The time for which a result is kept, as {@code 500ms}, {@code 10m}, {@code 24h}, {@code 7d}
     * or {@code PT10M}. It is positive and at most 7 days, as an agent keeps no value longer.
     *
     * @return the time
     */
    String ttl();
}
