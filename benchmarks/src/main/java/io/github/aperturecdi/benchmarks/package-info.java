/** What calls cost. Not published; README.md says how to run it, and what was measured. */
@NullMarked
package io.github.aperturecdi.benchmarks;

import org.jspecify.annotations.NullMarked;
