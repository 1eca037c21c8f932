/**
 * The core: it starts a flow, decides whether the flow runs, and ends it once. The core is plain
 * Java and knows no container.
 *
 * <p>{@link io.github.aperturecdi.flow.Flow} is the spine: {@link
 * io.github.aperturecdi.flow.FlowControl} starts it, the {@link
 * io.github.aperturecdi.flow.spi.Agent} decides it, and it ends exactly once.
 */
@NullMarked
package io.github.aperturecdi.flow;

import org.jspecify.annotations.NullMarked;
