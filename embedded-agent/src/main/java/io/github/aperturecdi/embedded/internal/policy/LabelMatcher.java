package io.github.aperturecdi.embedded.internal.policy;

import java.util.Map;

/** A condition on the labels of a flow. Immutable, and safe for use by several threads. */
@FunctionalInterface
public interface LabelMatcher {

    /** Matches every flow. */
    LabelMatcher ALL = labels -> true;

    /**
     * Matches a flow.
     *
     * @param labels the flow's labels
     * @return whether the flow matches
     */
    boolean matches(Map<String, String> labels);
}
