/**
 * The sources of a flow's labels. {@link io.github.aperturecdi.internal.labels.MethodLabels} are
 * the labels of a controlled method, {@link io.github.aperturecdi.internal.labels.LayeredLabels}
 * combines the labels of other sources.
 */
@NullMarked
package io.github.aperturecdi.internal.labels;

import org.jspecify.annotations.NullMarked;
