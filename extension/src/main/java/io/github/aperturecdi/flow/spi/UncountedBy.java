package io.github.aperturecdi.flow.spi;

import org.jspecify.annotations.Nullable;

/**
 * A limiter that let a flow pass without counting it.
 *
 * @param policyName the limiter's policy
 * @param componentId the limiter within its policy
 * @param missingLabel the key of the label that the flow lacks; null if the agent does not report
 *     it; the limiter may then also let every flow pass
 */
public record UncountedBy(String policyName, String componentId, @Nullable String missingLabel) {}
