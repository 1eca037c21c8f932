/** The stub agents of all tests: one behind a socket, and one without. */
@NullMarked
package io.github.aperturecdi.testing;

import org.jspecify.annotations.NullMarked;
