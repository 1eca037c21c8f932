/**
 * Cached results as JSON with Jackson 2. Inactive if Jackson is not on the class path.
 *
 * <p>Applications do not use this package.
 */
@NullMarked
package io.github.aperturecdi.jackson;

import org.jspecify.annotations.NullMarked;
