/**
 * Reactive Streams publishers under flows. Inactive if Reactive Streams is not on the class path.
 */
@NullMarked
package io.github.aperturecdi.internal.reactivestreams;

import org.jspecify.annotations.NullMarked;
