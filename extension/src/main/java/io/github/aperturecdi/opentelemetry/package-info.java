/**
 * Flows in the application's own traces and metrics. {@link
 * io.github.aperturecdi.opentelemetry.ApplicationTelemetry} is the entry point. Inactive if
 * OpenTelemetry's API is not on the class path.
 *
 * <p>Applications do not use this package.
 */
@NullMarked
package io.github.aperturecdi.opentelemetry;

import org.jspecify.annotations.NullMarked;
