/**
 * Applications do not use the packages from here on, and they may change in any version. This
 * package has small types that several packages need, and depends on no other package of this
 * library.
 */
@NullMarked
package io.github.aperturecdi.internal;

import org.jspecify.annotations.NullMarked;
