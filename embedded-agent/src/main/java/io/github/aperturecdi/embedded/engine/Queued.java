package io.github.aperturecdi.embedded.engine;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One flow at one scheduler. The lock of the queue guards its mutable fields until the scheduler
 * has decided.
 */
final class Queued {

    /** The scheduler; null when it decided at once. */
    private final @Nullable Scheduler scheduler;

    final WaitingFlow flow;

    /** The index of the scheduler among the flow's schedulers in this stage. */
    final int slot;

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
    boolean admitted;
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

    // In the waiting room, guarded by its lock:

    boolean hasAlarm;
    long alarm;
    long alarmNumber;
    long bytes;

    // For the polling of Aperture's agent:

    int polls;
    long pollNanos;

    Queued(
            @Nullable Scheduler scheduler,
            WaitingFlow flow,
            int slot,
            double tokens,
            double priority,
            double weight,
            String workload,
            String fairness,
            long deadline,
            boolean patient) {
        this.scheduler = scheduler;
        this.flow = flow;
        this.slot = slot;
        this.tokens = tokens;
        this.priority = priority;
        this.weight = weight;
        this.workload = workload;
        this.fairness = fairness;
        this.deadline = deadline;
        this.patient = patient;
    }

    /** A flow that its scheduler decided at once. */
    static Queued decided(WaitingFlow flow, int slot, LimiterDecision decision) {
        Queued place = new Queued(null, flow, slot, 0, 0, 1, "", "", 0, true);
        place.decision = decision;
        place.admitted = true;
        return place;
    }

    /** The scheduler's decision, once it has decided. */
    LimiterDecision decision() {
        if (decision == null && scheduler != null) {
            decision = scheduler.decision(this);
        }
        return Objects.requireNonNull(decision);
    }

    /** Ends the wait of a flow that still waits. */
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
