/**
 * Mutiny's {@code Uni} and {@code Multi} under flows. Inert where Mutiny is not on the class path.
 */
@NullMarked
package io.github.aperturecdi.mutiny;

import org.jspecify.annotations.NullMarked;
