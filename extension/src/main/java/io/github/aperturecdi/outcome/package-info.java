/**
 * The HTTP status in the outcome of a call. {@link io.github.aperturecdi.outcome.HttpOutcome} reads
 * the outcomes of one library. The package knows no container.
 *
 * <p>Applications do not use this package.
 */
@NullMarked
package io.github.aperturecdi.outcome;

import org.jspecify.annotations.NullMarked;
