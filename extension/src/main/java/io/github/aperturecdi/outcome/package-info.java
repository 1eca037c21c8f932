/**
 * What the outcome of a call tells about the HTTP answer. {@link
 * io.github.aperturecdi.outcome.HttpOutcome} is what one library knows of it. Knows no container.
 */
@NullMarked
package io.github.aperturecdi.outcome;

import org.jspecify.annotations.NullMarked;
