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
 * <p>Enums count by {@code name()}, everything else by {@code toString()}, an {@code Optional} by
 * its content; a null is different from every text. Arrays, collections, maps, and types without a
 * {@code toString()} of their own are an error; where that shows only at a call, the call is not
 * cached.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface FlowCacheKey {}
