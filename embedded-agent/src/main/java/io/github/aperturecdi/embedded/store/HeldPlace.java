package io.github.aperturecdi.embedded.store;

/**
 * Tokens in flight of this instance.
 *
 * @param requestId the id under which they were taken
 * @param tokens how many
 * @param leftNanos the time until they expire, in nanoseconds, positive
 */
public record HeldPlace(String requestId, double tokens, long leftNanos) {}
