/** What tests of every module need: an agent that says what it is told, over a real socket. */
@NullMarked
package io.github.aperturecdi.testing;

import org.jspecify.annotations.NullMarked;
