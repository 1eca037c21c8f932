/**
 * The integration with CDI containers. {@link io.github.aperturecdi.cdi.ControlledCalls} is the
 * path of one call, {@link io.github.aperturecdi.cdi.FlowControlProducer} creates the flow control,
 * and the two extensions register the beans.
 */
@NullMarked
package io.github.aperturecdi.cdi;

import org.jspecify.annotations.NullMarked;
