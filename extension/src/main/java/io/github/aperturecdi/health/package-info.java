/**
 * The agent's connection as a MicroProfile Health check. It is registered only if that API is on
 * the class path.
 *
 * <p>Applications do not use this package.
 */
@NullMarked
package io.github.aperturecdi.health;

import org.jspecify.annotations.NullMarked;
