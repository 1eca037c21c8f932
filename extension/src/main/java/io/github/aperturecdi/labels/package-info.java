/**
 * Where a flow's labels come from. {@link io.github.aperturecdi.labels.MethodLabels} are those of a
 * controlled method, {@link io.github.aperturecdi.labels.LayeredLabels} those of its surroundings.
 */
@NullMarked
package io.github.aperturecdi.labels;

import org.jspecify.annotations.NullMarked;
