package io.github.aperturecdi.embedded.internal.policy;

import java.util.List;

/**
 * The parts of a policy that this agent enforces.
 *
 * @param name the policy's name
 * @param hash the version of its text: the first 16 bytes of the SHA-256, in hex
 * @param file the file that it was read from
 * @param limiters the limiters, in the order of the file
 */
public record Policy(String name, String hash, String file, List<LimiterSpec> limiters) {}
