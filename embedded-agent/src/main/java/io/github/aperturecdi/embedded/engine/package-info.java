/**
 * Decides: {@link io.github.aperturecdi.embedded.engine.Engine} matches a flow with the components
 * of policies, and asks them stage by stage.
 *
 * <p>Limiters and samplers decide at once. A scheduler lets a flow wait in a {@link
 * io.github.aperturecdi.embedded.engine.FairQueue}, the one place that says whose turn it is, in
 * front of a source of tokens. The {@link io.github.aperturecdi.embedded.engine.WaitingRoom} knows
 * when to look at each waiting flow again. What is counted is counted for each label value by
 * itself.
 *
 * <p>Beside that there is the agent's {@link io.github.aperturecdi.embedded.engine.AgentCache}: a
 * flow with a cached result asks no quota scheduler.
 *
 * <p>The algorithms are those of Aperture's agent, and so are the names of their parts. Time comes
 * from outside, and no lock is held while anything is waited for.
 */
@NullMarked
package io.github.aperturecdi.embedded.engine;

import org.jspecify.annotations.NullMarked;
