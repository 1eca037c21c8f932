/**
 * Declares every configuration key once: its default, unit, check and documentation.
 *
 * <p>Applications do not use this package.
 */
@NullMarked
package io.github.aperturecdi.config;

import org.jspecify.annotations.NullMarked;
