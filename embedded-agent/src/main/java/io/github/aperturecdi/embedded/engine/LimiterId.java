package io.github.aperturecdi.embedded.engine;

/**
 * Names a limiter.
 *
 * @param policyName the policy that it belongs to
 * @param policyHash the version of that policy
 * @param componentId its place in the policy, such as {@code root.0}
 */
public record LimiterId(String policyName, String policyHash, String componentId) {}
