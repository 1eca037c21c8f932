/**
 * Every order of a few steps, tried by Lincheck's model checker: what must hold after all of them
 * has a class named {@code ...Races} in the package that it is about.
 */
@NullMarked
package io.github.aperturecdi.races;

import org.jspecify.annotations.NullMarked;
