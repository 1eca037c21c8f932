/**
 * Flows in recordings of the JDK Flight Recorder. {@link
 * io.github.aperturecdi.jfr.FlightRecordings} is the entry point. Inactive if the JVM lacks the
 * module jdk.jfr.
 *
 * <p>Applications do not use this package.
 */
@NullMarked
package io.github.aperturecdi.jfr;

import org.jspecify.annotations.NullMarked;
