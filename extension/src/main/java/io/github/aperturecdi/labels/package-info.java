/**
 * The sources of a flow's labels. {@link io.github.aperturecdi.labels.MethodLabels} are the labels
 * of a controlled method, {@link io.github.aperturecdi.labels.LayeredLabels} combines the labels of
 * other sources.
 *
 * <p>Applications do not use this package.
 */
@NullMarked
package io.github.aperturecdi.labels;

import org.jspecify.annotations.NullMarked;
