package io.github.aperturecdi;

import org.jspecify.annotations.Nullable;

/**
 * A bean that chooses the exception of a refused call with neither a fallback nor {@code
 * rejectWith} of {@link ApertureControlled}. The mappers are called by the {@code
 * jakarta.annotation.Priority} of their class, highest first (default 0), until one returns an
 * exception. A mapper that fails, or returns a checked exception that the method does not declare,
 * is logged once and skipped.
 *
 * <p>A mapper may call controlled methods on its thread. If such a call is refused, it throws the
 * {@link FlowRejectedException} itself and no mapper is called. The same holds for an asynchronous
 * call that is refused later.
 */
@FunctionalInterface
public interface RejectionMapper {

    /**
     * Chooses the exception of a refused call.
     *
     * @param refused the exception that the call throws otherwise
     * @return the exception; null to leave the choice to the next mapper
     */
    @Nullable Exception map(FlowRejectedException refused);
}
