package io.github.aperturecdi.embedded.store;

/**
 * Names what a limiter counts: its tokens for one label value. All instances of an application name
 * it alike, and a new version of a policy continues the counts of the previous one.
 *
 * @param policyName the limiter's policy
 * @param componentId the limiter within its policy, such as {@code root.0}
 * @param label the label under which flows are counted, {@code key:value} or {@code default}; it
 *     may be personal data, so a store keeps a hash of it
 */
public record Counter(String policyName, String componentId, String label) {}
