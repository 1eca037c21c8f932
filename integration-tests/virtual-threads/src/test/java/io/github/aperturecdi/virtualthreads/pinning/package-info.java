/** The control experiment: code that does pin, so that a recording without pins means something. */
package io.github.aperturecdi.virtualthreads.pinning;
