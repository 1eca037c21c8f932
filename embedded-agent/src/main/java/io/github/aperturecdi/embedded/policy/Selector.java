package io.github.aperturecdi.embedded.policy;

import java.util.Map;

/**
 * Which flows a component sees. An agent group is read and ignored: this agent is in every group.
 *
 * @param controlPoint where the flow asks
 * @param service the service that asks; {@code any} for all. This agent discovers no services, so
 *     no other selector matches
 * @param labels what the flow's labels must match
 */
public record Selector(String controlPoint, String service, LabelMatcher labels) {

    /** The service that every flow belongs to. */
    public static final String ANY_SERVICE = "any";

    /**
     * Selects by labels that a flow must have.
     *
     * @param controlPoint where the flow asks
     * @param service the service that asks
     * @param matchLabels the labels, with their values
     */
    public Selector(String controlPoint, String service, Map<String, String> matchLabels) {
        this(controlPoint, service, MatchLabels.of(matchLabels));
    }
}
