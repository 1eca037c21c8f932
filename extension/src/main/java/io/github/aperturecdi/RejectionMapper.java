package io.github.aperturecdi;

import org.jspecify.annotations.Nullable;

/**
 * A bean that says what refused calls throw, where neither a fallback nor {@code rejectWith} of
 * {@link ApertureControlled} does. Beans are asked by {@code jakarta.annotation.Priority}, highest
 * first (default 0), until one answers.
 */
@FunctionalInterface
public interface RejectionMapper {

    /**
     * What a refused call throws.
     *
     * @param refused what it would throw otherwise
     * @return the exception; null when another mapper shall decide
     */
    @Nullable Exception map(FlowRejectedException refused);
}
