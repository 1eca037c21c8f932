/** Runs flows on thousands of virtual threads, and looks whether any takes its carrier with it. */
package io.github.aperturecdi.virtualthreads;
