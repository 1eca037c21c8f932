/**
 * Everything that knows a container. {@link io.github.aperturecdi.cdi.ControlledCalls} is the path
 * of one call; {@link io.github.aperturecdi.cdi.FlowControlProducer} composes what it needs; the
 * two extensions register both.
 */
@NullMarked
package io.github.aperturecdi.cdi;

import org.jspecify.annotations.NullMarked;
