/** Declares every configuration key once: its default, unit, check and documentation. */
@NullMarked
package io.github.aperturecdi.config;

import org.jspecify.annotations.NullMarked;
