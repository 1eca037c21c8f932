/** Loads implementations for optional libraries, which may be absent. */
@NullMarked
package io.github.aperturecdi.internal.services;

import org.jspecify.annotations.NullMarked;
