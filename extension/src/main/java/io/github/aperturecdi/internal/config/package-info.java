/** Declares every configuration key once: its default, unit, check and documentation. */
@NullMarked
package io.github.aperturecdi.internal.config;

import org.jspecify.annotations.NullMarked;
