/**
 * The engine, which decides about flows. {@link
 * io.github.aperturecdi.embedded.internal.engine.Engine} matches a flow with the components of
 * policies, and asks them stage by stage.
 *
 * <p>Limiters and samplers decide at once. A scheduler lets a flow wait in a {@link
 * io.github.aperturecdi.embedded.internal.engine.FairQueue}, which alone decides whose turn it is,
 * in front of a token source. The {@link
 * io.github.aperturecdi.embedded.internal.engine.WaitingRoom} holds the time of the next look at
 * each waiting flow. Components count separately for each label value.
 *
 * <p>The package also has the agent's {@link
 * io.github.aperturecdi.embedded.internal.engine.AgentCache}: a flow with a cached result asks no
 * quota scheduler.
 *
 * <p>The algorithms and the names of their parts are those of Aperture's agent. The caller supplies
 * the clock, and no thread waits while it holds a lock.
 */
@NullMarked
package io.github.aperturecdi.embedded.internal.engine;

import org.jspecify.annotations.NullMarked;
