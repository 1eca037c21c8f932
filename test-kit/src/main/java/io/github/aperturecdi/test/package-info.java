/**
 * A kit for testing applications. It runs an Aperture agent for each test class, with scripts or
 * with real policies.
 *
 * <p>{@link io.github.aperturecdi.test.ApertureAgent} starts the agent, and {@link
 * io.github.aperturecdi.test.TestAgent} is the handle for tests.
 */
@NullMarked
package io.github.aperturecdi.test;

import org.jspecify.annotations.NullMarked;
