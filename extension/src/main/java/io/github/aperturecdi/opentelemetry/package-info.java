/**
 * Flows in the application's own traces and metrics. {@link
 * io.github.aperturecdi.opentelemetry.ApplicationTelemetry} is the way in; inert where
 * OpenTelemetry's API is not on the class path.
 */
@NullMarked
package io.github.aperturecdi.opentelemetry;

import org.jspecify.annotations.NullMarked;
