package io.github.aperturecdi;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a parameter of an {@link ApertureCached} method a part of the key of its results. If no
 * parameter is marked, all parameters belong to the key.
 *
 * <p>A parameter enters the key as an exact text: two values have the same text only if they are
 * the same value. Types with an exact text are
 *
 * <ul>
 *   <li>primitive types and their wrappers, {@code String}, {@code BigInteger}, {@code BigDecimal},
 *       {@code UUID}, {@code URI}, {@code Locale}, {@code Currency}, {@code Pattern}, the values of
 *       {@code java.time}, {@code java.util.Date} and its subclasses in {@code java.sql}, and a
 *       {@code Path} of the default file system;
 *   <li>enums, by their names, and records and {@code Optional}s of types with an exact text;
 *   <li>classes of the application in which one method is marked with this annotation. The method
 *       is not static, has no parameters, and returns a type with an exact text. The mark states
 *       that the result identifies the object among the objects of its class. A subclass has to
 *       mark a method itself; a marked abstract method holds for every class that implements it.
 * </ul>
 *
 * <pre>{@code
 * public final class Isbn {
 *     @FlowCacheKey
 *     String digits() { ... }
 * }
 * }</pre>
 *
 * <p>All other types are an error of the deployment. A sealed type has an exact text if all
 * permitted types have one. A type of the JDK that leaves the class open, such as {@code Number} or
 * {@code Object}, is allowed; the class of each value then belongs to the key as well. A call with
 * a value without an exact text is not cached, and the log says so once. A null is different from
 * every text.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.PARAMETER, ElementType.METHOD})
public @interface FlowCacheKey {}
