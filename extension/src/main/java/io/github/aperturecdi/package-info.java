/**
 * The API of applications: {@link io.github.aperturecdi.ApertureControlled} on a bean's method or
 * class, {@link io.github.aperturecdi.FlowLabel} on its parameters, and the {@link
 * io.github.aperturecdi.FlowRejectedException} that a refused call throws.
 *
 * <p>To read the library, start with {@link io.github.aperturecdi.flow.Flow}: everything else makes
 * flows or serves them.
 */
@NullMarked
package io.github.aperturecdi;

import org.jspecify.annotations.NullMarked;
