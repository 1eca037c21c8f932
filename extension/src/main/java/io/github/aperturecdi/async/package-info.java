/**
 * Flows around work that continues after a method returns. {@link
 * io.github.aperturecdi.async.AsyncReturn} controls one kind of asynchronous result; {@link
 * io.github.aperturecdi.async.AsyncCall} is one call of a method with such a result. The package
 * knows no container.
 */
@NullMarked
package io.github.aperturecdi.async;

import org.jspecify.annotations.NullMarked;
