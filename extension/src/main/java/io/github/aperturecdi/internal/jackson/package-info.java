/** Cached results as JSON with Jackson 2. Inactive if Jackson is not on the class path. */
@NullMarked
package io.github.aperturecdi.internal.jackson;

import org.jspecify.annotations.NullMarked;
