package io.github.aperturecdi.embedded.internal.policy;

import java.util.Map;

/**
 * Selects the flows of a component. An agent group is read and ignored, as this agent is in every
 * group.
 *
 * @param controlPoint the control point
 * @param service the service; {@code any} for all. This agent discovers no services, so a selector
 *     with another service matches nothing
 * @param labels matches the flow's labels
 */
public record Selector(String controlPoint, String service, LabelMatcher labels) {

    /** The service that every flow belongs to. */
    public static final String ANY_SERVICE = "any";

    /**
     * Makes a selector for flows with given labels.
     *
     * @param controlPoint the control point
     * @param service the service
     * @param matchLabels the labels, with their values
     */
    public Selector(String controlPoint, String service, Map<String, String> matchLabels) {
        this(controlPoint, service, MatchLabels.of(matchLabels));
    }
}
