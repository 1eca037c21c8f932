package io.github.aperturecdi;

import java.util.Map;
import java.util.Set;

/**
 * A bean that gives labels to flows, such as the tenant of a request. Every such bean is called for
 * each flow that the agent decides, on the thread that starts the flow, so it has to be quick. A
 * bean with a higher {@code jakarta.annotation.Priority} (default 0) replaces labels of beans with
 * a lower one. Flows that a provider starts itself get no labels from providers.
 *
 * <p>A provider that throws or returns null adds no label. An entry with a null, a blank key, or a
 * key that begins with {@code aperture.} is left out. The log reports each kind of problem once for
 * each provider.
 */
@FunctionalInterface
public interface FlowLabelProvider {

    /**
     * Returns the labels of one flow.
     *
     * @param controlPoint the control point of the flow
     * @return the labels by key
     */
    Map<String, String> labels(String controlPoint);

    /**
     * Declares the keys of all labels that this provider may set. Clients cannot set these keys by
     * baggage, even while the provider has no value for them. The method is called once, on any
     * thread, also outside of a request.
     *
     * @return the keys; labels with other keys are left out. The default, an empty set, declares
     *     nothing: the provider may set every key, and no label is taken from baggage.
     */
    default Set<String> keys() {
        return Set.of();
    }
}
