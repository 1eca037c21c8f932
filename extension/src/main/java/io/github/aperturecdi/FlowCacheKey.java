package io.github.aperturecdi;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a parameter of an {@link ApertureCached} method a part of the key that its results are
 * found by. Where no parameter is marked, all of them are.
 *
 * <p>A parameter counts by an exact text: no two values that differ in anything share one. Types
 * with such a text are
 *
 * <ul>
 *   <li>primitive types and their wrappers, {@code String}, {@code BigInteger}, {@code BigDecimal},
 *       {@code UUID}, {@code URI}, {@code Locale}, {@code Currency}, {@code Pattern}, the values of
 *       {@code java.time}, {@code java.util.Date} and its subclasses in {@code java.sql}, and a
 *       {@code Path} of the default file system;
 *   <li>enums, which count by their names, and records and {@code Optional}s of types with a text;
 *   <li>classes of the application in which one method is marked with this annotation: not static,
 *       without parameters, its result of a type with a text. The method states that its result
 *       identifies the object among those of its class. A subclass has to mark a method itself; the
 *       mark on an abstract method holds for all that implement it.
 * </ul>
 *
 * <pre>{@code
 * public final class Isbn {
 *     @FlowCacheKey
 *     String digits() { ... }
 * }
 * }</pre>
 *
 * <p>All other types are an error of the deployment. Sealed types have a text where all permitted
 * ones have. A type of the JDK that leaves the class open, such as {@code Number} or {@code
 * Object}, is taken, and each value counts by its class as well; a call with a value that has no
 * text is not cached, and the log says so once. A null is different from every text.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.PARAMETER, ElementType.METHOD})
public @interface FlowCacheKey {}
