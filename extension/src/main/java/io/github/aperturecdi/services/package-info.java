/** Implementations that come with an optional library, which may be absent. */
@NullMarked
package io.github.aperturecdi.services;

import org.jspecify.annotations.NullMarked;
