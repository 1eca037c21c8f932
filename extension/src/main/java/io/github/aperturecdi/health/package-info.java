/**
 * The agent's connection as a MicroProfile Health check. Registered only where that API is on the
 * class path.
 */
@NullMarked
package io.github.aperturecdi.health;

import org.jspecify.annotations.NullMarked;
