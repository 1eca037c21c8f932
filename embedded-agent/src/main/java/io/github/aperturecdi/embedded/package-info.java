/**
 * An Aperture agent inside the JVM: the policy files of the fleet, and no server to run.
 *
 * <p>{@link io.github.aperturecdi.embedded.EmbeddedAgents} opens it for an application, {@link
 * io.github.aperturecdi.embedded.AgentServer} lets other processes ask it, and {@link
 * io.github.aperturecdi.embedded.AgentProcess} is a process of its own. Behind each of them one
 * {@link io.github.aperturecdi.embedded.engine.Engine} decides.
 */
@NullMarked
package io.github.aperturecdi.embedded;

import org.jspecify.annotations.NullMarked;
