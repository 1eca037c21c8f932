/**
 * Flows around work that ends with its method or goes on after the method returns. {@link
 * io.github.aperturecdi.async.ResultKind} is one kind of result, plain or asynchronous; {@link
 * io.github.aperturecdi.async.ControlledCall} is one call of a method. Knows no container.
 *
 * <p>Applications do not use this package.
 */
@NullMarked
package io.github.aperturecdi.async;

import org.jspecify.annotations.NullMarked;
