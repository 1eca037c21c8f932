/** What OpenTelemetry knows of a call. Inert where its API is not on the class path. */
@NullMarked
package io.github.aperturecdi.opentelemetry;

import org.jspecify.annotations.NullMarked;
