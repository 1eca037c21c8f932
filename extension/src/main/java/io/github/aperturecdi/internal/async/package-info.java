/**
 * Flows around work that ends with its method or goes on after the method returns. {@link
 * io.github.aperturecdi.internal.async.ResultKind} is one kind of result, plain or asynchronous;
 * {@link io.github.aperturecdi.internal.async.ControlledCall} is one call of a method. Knows no
 * container.
 */
@NullMarked
package io.github.aperturecdi.internal.async;

import org.jspecify.annotations.NullMarked;
