/**
 * The types in a bean's methods. {@link io.github.aperturecdi.reflect.BeanTypes} says what a type
 * is in one bean; {@link io.github.aperturecdi.reflect.SameTypes} compares types of two methods.
 */
@NullMarked
package io.github.aperturecdi.reflect;

import org.jspecify.annotations.NullMarked;
