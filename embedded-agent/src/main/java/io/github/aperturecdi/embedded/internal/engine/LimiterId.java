package io.github.aperturecdi.embedded.internal.engine;

import java.util.List;

/**
 * The id of a limiter.
 *
 * @param policyName the name of its policy
 * @param policyHash the version of that policy
 * @param componentId the limiter's place in the policy, such as {@code root.0}
 */
public record LimiterId(String policyName, String policyHash, String componentId) {

    /** The limiter's policy and its place there, which are the same for all its versions. */
    List<String> place() {
        return List.of(policyName, componentId);
    }
}
