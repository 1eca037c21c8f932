package io.github.aperturecdi.embedded.internal.engine;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One flow at one scheduler. The lock of the queue guards its mutable fields until the scheduler
 * has decided.
 */
final class Queued extends Slot {

    /** The scheduler; null when it decided at once. */
    private final @Nullable Scheduler scheduler;

    /** The queue; null for a flow that is not counted. */
    @Nullable FairQueue queue;

    String label = "";

    /** The number in the order of arrival at its queue. */
    long number;

    final double tokens;
    final double priority;

    /** The priority that determines the order. */
    final double weight;

    final String workload;
    final String fairness;

    /** The time at which the flow gives up. */
    final long deadline;

    /** Whether the caller or the policy set the deadline, rather than the engine's default. */
    final boolean patient;

    double remaining;
    double current;
    String requestId = "";
    boolean decided;

    private @Nullable LimiterDecision decision;

    // In the queue:

    FairQueue.@Nullable Line line;
    double cost;
    double finish;
    @Nullable Queued before;
    @Nullable Queued after;

    /** Whether the flow whose turn it is has taken its tokens in advance. */
    boolean taken;

    /** When the tokens are available, or when to ask for a place again. */
    long dueAt;

    // With a store:

    /** When the flow came. */
    long cameAt;

    /** Whether the time for answers of the store is over. */
    boolean stoppedAsking;

    /** The question about the flow whose turn it is; null for none. */
    @Nullable Ask<?> ask;

    /** Whether the flow is served by what this JVM has counted, as the store is away. */
    boolean alone;

    /** Whether the flow got no tokens, as limiters admit every flow without the store. */
    boolean uncounted;

    /** Ends the watch for a place; null for none. */
    @Nullable Runnable unwatch;

    /** The bytes in the waiting room, guarded by its lock. */
    long bytes;

    // For the polling of Aperture's agent:

    int polls;
    long pollNanos;

    Queued(
            @Nullable Scheduler scheduler,
            WaitingFlow flow,
            double tokens,
            double priority,
            double weight,
            String workload,
            String fairness,
            long deadline,
            boolean patient) {
        super(flow);
        this.scheduler = scheduler;
        this.tokens = tokens;
        this.priority = priority;
        this.weight = weight;
        this.workload = workload;
        this.fairness = fairness;
        this.deadline = deadline;
        this.patient = patient;
    }

    /** A flow that its scheduler decided at once. */
    static Queued decided(WaitingFlow flow, LimiterDecision decision) {
        Queued place = new Queued(null, flow, 0, 0, 1, "", "", 0, true);
        place.decision = decision;
        place.admitted = true;
        return place;
    }

    @Override
    LimiterDecision decision() {
        if (decision == null && scheduler != null) {
            decision = scheduler.decision(this);
        }
        return Objects.requireNonNull(decision);
    }

    @Override
    void ring(long now, Deliveries deliveries) {
        if (queue != null) {
            queue.lock();
            try {
                queue.wake(this, now, deliveries);
            } finally {
                queue.unlock();
            }
        }
    }

    @Override
    void stopAsking(long now, Deliveries deliveries) {
        if (queue != null) {
            queue.lock();
            try {
                queue.stopAsking(this, now, deliveries);
            } finally {
                queue.unlock();
            }
        }
    }

    @Override
    void giveUp(long now, Deliveries deliveries) {
        if (queue != null) {
            queue.lock();
            try {
                queue.giveUp(this, now, deliveries);
            } finally {
                queue.unlock();
            }
        }
    }
}
