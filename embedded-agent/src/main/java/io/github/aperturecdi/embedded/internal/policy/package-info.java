/**
 * Finds and reads Aperture's policy files, and reports their errors.
 *
 * <p>{@link io.github.aperturecdi.embedded.internal.policy.PolicyLoader} is the entry point. Its
 * result is a list of {@link io.github.aperturecdi.embedded.internal.policy.Policy}.
 */
@NullMarked
package io.github.aperturecdi.embedded.internal.policy;

import org.jspecify.annotations.NullMarked;
