package io.github.aperturecdi.embedded.store;

/**
 * The bound of a concurrency limiter or scheduler.
 *
 * @param max the most tokens in flight; a flow is admitted while there are fewer, however many it
 *     takes, as in Aperture's agent
 * @param maxInflightNanos how long tokens are in flight at most, in nanoseconds, positive
 */
public record PlaceLimit(double max, long maxInflightNanos) {}
