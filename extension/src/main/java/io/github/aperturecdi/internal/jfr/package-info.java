/**
 * Flows in recordings of the JDK Flight Recorder. {@link
 * io.github.aperturecdi.internal.jfr.FlightRecordings} is the entry point. Inactive if the JVM
 * lacks the module jdk.jfr.
 */
@NullMarked
package io.github.aperturecdi.internal.jfr;

import org.jspecify.annotations.NullMarked;
