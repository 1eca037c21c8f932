/**
 * Where a flow's labels come from. {@link io.github.aperturecdi.labels.MethodLabels} are those of a
 * controlled method.
 */
@NullMarked
package io.github.aperturecdi.labels;

import org.jspecify.annotations.NullMarked;
