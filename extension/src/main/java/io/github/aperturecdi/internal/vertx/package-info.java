/** Vert.x event loops, which must not wait. Inactive if Vert.x is not on the class path. */
@NullMarked
package io.github.aperturecdi.internal.vertx;

import org.jspecify.annotations.NullMarked;
