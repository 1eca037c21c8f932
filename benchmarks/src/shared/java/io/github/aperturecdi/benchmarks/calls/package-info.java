/** The bean and the interceptors that are measured, in Weld and in Quarkus. */
@NullMarked
package io.github.aperturecdi.benchmarks.calls;

import org.jspecify.annotations.NullMarked;
