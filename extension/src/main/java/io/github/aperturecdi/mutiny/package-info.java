/**
 * Mutiny's {@code Uni} and {@code Multi} under flows. Inactive if Mutiny is not on the class path.
 *
 * <p>Applications do not use this package.
 */
@NullMarked
package io.github.aperturecdi.mutiny;

import org.jspecify.annotations.NullMarked;
