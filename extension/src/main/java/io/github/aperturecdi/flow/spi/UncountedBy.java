package io.github.aperturecdi.flow.spi;

import org.jspecify.annotations.Nullable;

/**
 * A limiter that let a flow pass without counting it.
 *
 * @param policyName the limiter's policy
 * @param componentId the limiter within its policy
 * @param missingLabel the key of the label that the flow lacks; null where the agent does not tell,
 *     and the limiter may as well pass everything through
 */
public record UncountedBy(String policyName, String componentId, @Nullable String missingLabel) {}
