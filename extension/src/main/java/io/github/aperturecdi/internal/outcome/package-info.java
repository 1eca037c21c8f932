/**
 * The HTTP status in the outcome of a call. {@link
 * io.github.aperturecdi.internal.outcome.HttpOutcome} reads the outcomes of one library. The
 * package knows no container.
 */
@NullMarked
package io.github.aperturecdi.internal.outcome;

import org.jspecify.annotations.NullMarked;
