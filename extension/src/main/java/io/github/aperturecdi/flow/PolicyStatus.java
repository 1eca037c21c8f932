package io.github.aperturecdi.flow;

import java.time.Instant;

/**
 * A policy in force.
 *
 * @param name its name
 * @param version the version of its text, the same for the same text
 * @param source where it was read from, such as a file
 * @param since when this version of it came into force
 */
public record PolicyStatus(String name, String version, String source, Instant since) {}
