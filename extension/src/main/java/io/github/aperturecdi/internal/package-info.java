/**
 * Small types that several packages need. Applications do not use this package. It depends on no
 * other package of this library.
 */
@NullMarked
package io.github.aperturecdi.internal;

import org.jspecify.annotations.NullMarked;
