/**
 * An Aperture agent inside the JVM. It reads the same policy files as the fleet, and needs no
 * server.
 *
 * <p>{@link io.github.aperturecdi.embedded.EmbeddedAgents} opens the agent for an application,
 * {@link io.github.aperturecdi.embedded.AgentServer} serves other processes, and {@link
 * io.github.aperturecdi.embedded.AgentProcess} runs the server as a separate process. In each case
 * one {@link io.github.aperturecdi.embedded.internal.engine.Engine} decides.
 *
 * <p>Applications use {@code EmbeddedAgents} and {@code AgentProcess}.
 */
@NullMarked
package io.github.aperturecdi.embedded;

import org.jspecify.annotations.NullMarked;
