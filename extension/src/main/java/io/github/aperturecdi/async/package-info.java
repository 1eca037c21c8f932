/**
 * Flows around work that goes on after a method returns. {@link
 * io.github.aperturecdi.async.AsyncReturn} is one kind of asynchronous result; {@link
 * io.github.aperturecdi.async.ControlledCall} is one call of a method with such a result. Knows no
 * container.
 */
@NullMarked
package io.github.aperturecdi.async;

import org.jspecify.annotations.NullMarked;
