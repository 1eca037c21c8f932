/** Vert.x event loops, which must not wait. Inert where Vert.x is not on the class path. */
@NullMarked
package io.github.aperturecdi.vertx;

import org.jspecify.annotations.NullMarked;
