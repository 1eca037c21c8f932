/** Cached results as JSON with JSON-B. Inactive if JSON-B is not on the class path. */
@NullMarked
package io.github.aperturecdi.internal.jsonb;

import org.jspecify.annotations.NullMarked;
