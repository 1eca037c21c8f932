/**
 * Cached results as JSON with JSON-B. Inactive if JSON-B is not on the class path.
 *
 * <p>Applications do not use this package.
 */
@NullMarked
package io.github.aperturecdi.jsonb;

import org.jspecify.annotations.NullMarked;
