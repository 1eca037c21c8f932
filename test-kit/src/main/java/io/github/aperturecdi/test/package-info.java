/**
 * Tests of applications: an Aperture agent for each test class, scripted or with real policies.
 *
 * <p>{@link io.github.aperturecdi.test.ApertureAgent} starts it, {@link
 * io.github.aperturecdi.test.TestAgent} is the handle that a test works with.
 */
@NullMarked
package io.github.aperturecdi.test;

import org.jspecify.annotations.NullMarked;
