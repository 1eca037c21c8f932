/**
 * Reflection on an application's classes. {@link io.github.aperturecdi.reflect.BeanTypes} says what
 * a type is in one bean; {@link io.github.aperturecdi.reflect.SameTypes} compares types of two
 * methods; {@link io.github.aperturecdi.reflect.Supertypes} and {@link
 * io.github.aperturecdi.reflect.BeanMethods} walk over the types and methods of a bean; {@link
 * io.github.aperturecdi.reflect.BeanClass} sees through generated classes, and {@link
 * io.github.aperturecdi.reflect.Access} makes method handles.
 *
 * <p>Applications do not use this package.
 */
@NullMarked
package io.github.aperturecdi.reflect;

import org.jspecify.annotations.NullMarked;
