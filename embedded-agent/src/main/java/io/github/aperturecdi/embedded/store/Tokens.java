package io.github.aperturecdi.embedded.store;

/**
 * A bucket's answer.
 *
 * @param taken whether the tokens were taken
 * @param available the tokens in the bucket afterwards; negative after tokens were taken in advance
 * @param waitNanos for tokens that were taken in advance, the time until they are available; for
 *     tokens that were not taken, the time after which they could be; 0 if the wait is over, or
 *     never ends
 */
public record Tokens(boolean taken, double available, long waitNanos) {}
