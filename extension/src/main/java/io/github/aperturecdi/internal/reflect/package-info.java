/**
 * Reflection on an application's classes. {@link io.github.aperturecdi.internal.reflect.BeanTypes}
 * says what a type is in one bean; {@link io.github.aperturecdi.internal.reflect.SameTypes}
 * compares types of two methods; {@link io.github.aperturecdi.internal.reflect.Supertypes} and
 * {@link io.github.aperturecdi.internal.reflect.BeanMethods} walk over the types and methods of a
 * bean; {@link io.github.aperturecdi.internal.reflect.BeanClass} sees through generated classes,
 * and {@link io.github.aperturecdi.internal.reflect.Access} makes method handles.
 */
@NullMarked
package io.github.aperturecdi.internal.reflect;

import org.jspecify.annotations.NullMarked;
