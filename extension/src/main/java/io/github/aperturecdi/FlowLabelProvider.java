package io.github.aperturecdi;

import java.util.Map;

/**
 * A bean that gives flows labels from their surroundings, such as the tenant of a request. Every
 * such bean is asked for every flow, on the thread that asks, so it has to be quick. Beans with a
 * higher {@code jakarta.annotation.Priority} replace labels of those with a lower one (default 0).
 * Flows that a provider starts itself get no labels from providers.
 *
 * <p>A provider that throws, or returns null, adds nothing, nor does an entry with a null, a blank
 * key or a key that begins with {@code aperture.}; the first time, the log says so.
 */
@FunctionalInterface
public interface FlowLabelProvider {

    /**
     * Labels of one flow.
     *
     * @param controlPoint where it asks
     * @return the labels by key
     */
    Map<String, String> labels(String controlPoint);
}
