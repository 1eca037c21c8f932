package io.github.aperturecdi.embedded.store;

import java.util.Random;

/**
 * What goes wrong between an agent and a simulated server. Probabilities are between 0 and 1.
 *
 * @param shortestNanos the shortest time of one way
 * @param usualNanos the longest usual time of one way
 * @param late the probability that a way takes up to {@code lateNanos}
 * @param lateNanos the longest time of a late way
 * @param answerLost the probability that an operation is done, and its answer never comes
 * @param failed the probability that an operation is not done, and answered by an error
 * @param doneAndFailed the probability that an operation is done, and answered by an error
 * @param messageLost the probability that a message about a free place does not come
 */
public record Faults(
        long shortestNanos,
        long usualNanos,
        double late,
        long lateNanos,
        double answerLost,
        double failed,
        double doneAndFailed,
        double messageLost) {

    /** No time, and nothing goes wrong. */
    public static final Faults NONE = latency(0, 0);

    /**
     * Nothing goes wrong.
     *
     * @param shortestNanos the shortest time of one way
     * @param longestNanos the longest time of one way
     * @return the faults
     */
    public static Faults latency(long shortestNanos, long longestNanos) {
        return new Faults(shortestNanos, longestNanos, 0, 0, 0, 0, 0, 0);
    }

    long way(Random random) {
        long longest = random.nextDouble() < late ? lateNanos : usualNanos;
        return shortestNanos + (long) (random.nextDouble() * (longest - shortestNanos));
    }
}
