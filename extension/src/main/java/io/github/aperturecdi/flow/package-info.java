/**
 * The core: start a flow, decide, end it once. Plain Java that knows no container.
 *
 * <p>{@link io.github.aperturecdi.flow.Flow} is the spine: {@link
 * io.github.aperturecdi.flow.FlowControl} starts it, the {@link
 * io.github.aperturecdi.flow.spi.Agent} decides it, and it ends exactly once.
 */
@NullMarked
package io.github.aperturecdi.flow;

import org.jspecify.annotations.NullMarked;
