package io.github.aperturecdi.embedded.store;

/**
 * The answer about tokens in flight.
 *
 * @param taken whether the tokens were taken
 * @param current the tokens in flight before this flow
 * @param untilExpiryNanos the time until the first tokens in flight expire; {@link Long#MAX_VALUE}
 *     if there are none
 */
public record Places(boolean taken, double current, long untilExpiryNanos) {}
