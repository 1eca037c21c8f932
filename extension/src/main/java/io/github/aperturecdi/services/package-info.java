/**
 * Loads implementations for optional libraries, which may be absent.
 *
 * <p>Applications do not use this package.
 */
@NullMarked
package io.github.aperturecdi.services;

import org.jspecify.annotations.NullMarked;
