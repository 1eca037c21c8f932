/** What calls cost in Quarkus. Not published; the README.md of benchmarks says how to run it. */
@NullMarked
package io.github.aperturecdi.benchmarks.quarkus;

import org.jspecify.annotations.NullMarked;
