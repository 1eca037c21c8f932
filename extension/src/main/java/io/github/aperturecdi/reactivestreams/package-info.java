/**
 * Reactive Streams publishers under flows. Inactive if Reactive Streams is not on the class path.
 *
 * <p>Applications do not use this package.
 */
@NullMarked
package io.github.aperturecdi.reactivestreams;

import org.jspecify.annotations.NullMarked;
