/**
 * Vert.x event loops, which must not wait. Inactive if Vert.x is not on the class path.
 *
 * <p>Applications do not use this package.
 */
@NullMarked
package io.github.aperturecdi.vertx;

import org.jspecify.annotations.NullMarked;
