/**
 * Aperture policies as files: finding them, reading them, and saying what is wrong with them.
 *
 * <p>{@link io.github.aperturecdi.embedded.policy.PolicyLoader} is the way in, a list of {@link
 * io.github.aperturecdi.embedded.policy.Policy} is what comes out.
 */
@NullMarked
package io.github.aperturecdi.embedded.policy;

import org.jspecify.annotations.NullMarked;
