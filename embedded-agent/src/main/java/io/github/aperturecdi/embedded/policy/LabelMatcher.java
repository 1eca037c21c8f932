package io.github.aperturecdi.embedded.policy;

import java.util.Map;

/** A condition on the labels of a flow. Immutable, and safe for use by several threads. */
@FunctionalInterface
public interface LabelMatcher {

    /** Matches every flow. */
    LabelMatcher ALL = labels -> true;

    /**
     * Looks at a flow.
     *
     * @param labels its labels
     * @return whether the flow matches
     */
    boolean matches(Map<String, String> labels);
}
