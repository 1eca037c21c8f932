/** Results as JSON by Jackson 2. Inert where Jackson is not on the class path. */
@NullMarked
package io.github.aperturecdi.jackson;

import org.jspecify.annotations.NullMarked;
