package io.github.aperturecdi.embedded.store;

/**
 * A bucket's answer about tokens for several flows.
 *
 * @param taken whether the first flow has its tokens
 * @param extra the tokens for the next flows
 * @param available the tokens in the bucket afterwards
 * @param waitNanos for tokens that were not taken, the time after which they could be; 0 if it
 *     never ends
 */
public record Leased(boolean taken, double extra, double available, long waitNanos) {}
