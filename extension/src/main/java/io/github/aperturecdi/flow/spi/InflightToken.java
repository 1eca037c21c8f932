package io.github.aperturecdi.flow.spi;

/**
 * Tokens that a concurrency limiter or scheduler handed out with an admission, and takes back when
 * the flow ends.
 *
 * @param policyName the policy that handed them out
 * @param policyHash the version of that policy
 * @param componentId the component within the policy, such as {@code root.0}
 * @param label the label value that they are counted under, as {@code key:value}
 * @param requestId the agent's id of this admission, not empty
 * @param tokens the number of tokens
 */
public record InflightToken(
        String policyName,
        String policyHash,
        String componentId,
        String label,
        String requestId,
        double tokens) {}
