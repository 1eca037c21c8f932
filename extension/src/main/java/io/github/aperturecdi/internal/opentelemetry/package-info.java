/**
 * Flows in the application's own traces and metrics. {@link
 * io.github.aperturecdi.internal.opentelemetry.ApplicationTelemetry} is the entry point. Inactive
 * if OpenTelemetry's API is not on the class path.
 */
@NullMarked
package io.github.aperturecdi.internal.opentelemetry;

import org.jspecify.annotations.NullMarked;
