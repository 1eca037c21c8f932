/**
 * The interface {@link io.github.aperturecdi.flow.spi.Agent} of an agent, and the types of its
 * methods. Applications do not use this package.
 */
@NullMarked
package io.github.aperturecdi.flow.spi;

import org.jspecify.annotations.NullMarked;
