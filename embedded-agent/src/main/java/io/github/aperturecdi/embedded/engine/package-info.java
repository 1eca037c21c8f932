/**
 * Decides: {@link io.github.aperturecdi.embedded.engine.Engine} matches a flow with limiters, and
 * those count, each label value by itself.
 *
 * <p>Beside that it keeps the agent's {@link io.github.aperturecdi.embedded.engine.AgentCache},
 * which no policy looks at.
 *
 * <p>The algorithms are those of Aperture's agent, and so are the names of their parts. Time comes
 * from outside, nothing here runs by itself, and no lock is held while anything is waited for.
 */
@NullMarked
package io.github.aperturecdi.embedded.engine;

import org.jspecify.annotations.NullMarked;
