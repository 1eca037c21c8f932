/**
 * What an agent implements and is told: {@link io.github.aperturecdi.flow.spi.Agent} is the seam.
 * An application types nothing of this.
 */
@NullMarked
package io.github.aperturecdi.flow.spi;

import org.jspecify.annotations.NullMarked;
