/**
 * The agent's connection as a MicroProfile Health check. It is registered only if that API is on
 * the class path.
 */
@NullMarked
package io.github.aperturecdi.internal.health;

import org.jspecify.annotations.NullMarked;
