/** Results as JSON by JSON-B. Inert where JSON-B is not on the class path. */
@NullMarked
package io.github.aperturecdi.jsonb;

import org.jspecify.annotations.NullMarked;
