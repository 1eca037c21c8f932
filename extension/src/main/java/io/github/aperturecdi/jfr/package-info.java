/**
 * Flows in recordings of the JDK Flight Recorder. {@link
 * io.github.aperturecdi.jfr.FlightRecordings} is the way in; inert where the module jdk.jfr is
 * absent.
 */
@NullMarked
package io.github.aperturecdi.jfr;

import org.jspecify.annotations.NullMarked;
