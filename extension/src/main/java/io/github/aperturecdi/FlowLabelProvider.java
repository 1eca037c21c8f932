package io.github.aperturecdi;

import java.util.Map;
import java.util.Set;

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

    /**
     * The keys of all labels that this provider may set, so that clients cannot set one of them by
     * baggage while this provider has no value for it. Asked once, on any thread, also where there
     * is no request.
     *
     * @return the keys, of which others are left out of {@link #labels}; empty, which is the
     *     default, says nothing: every key may be set, and while such a provider is there, no label
     *     is taken from baggage
     */
    default Set<String> keys() {
        return Set.of();
    }
}
