package io.github.aperturecdi;

import org.jspecify.annotations.Nullable;

/**
 * A bean that says what refused calls throw, where neither a fallback nor {@code rejectWith} of
 * {@link ApertureControlled} does. Beans are asked by the {@code jakarta.annotation.Priority} of
 * their class, highest first (default 0), until one answers. One that fails, or answers with a
 * checked exception that the method does not declare, is logged once and passed over.
 *
 * <p>A mapper may call controlled methods, on the thread that asks it. Where such a call is
 * refused, no mapper is asked, also when an asynchronous one is refused later: it throws the {@link
 * FlowRejectedException} itself.
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
