/**
 * Mutiny's {@code Uni} and {@code Multi} under flows. Inactive if Mutiny is not on the class path.
 */
@NullMarked
package io.github.aperturecdi.internal.mutiny;

import org.jspecify.annotations.NullMarked;
