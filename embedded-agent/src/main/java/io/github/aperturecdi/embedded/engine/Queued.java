package io.github.aperturecdi.embedded.engine;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One flow at one scheduler. What changes is guarded by the lock of the queue, until the scheduler
 * has decided.
 */
final class Queued {

    /** Null where its scheduler decided at once. */
    private final @Nullable Scheduler scheduler;

    final WaitingFlow flow;

    /** Which of the flow's schedulers of this stage it is. */
    final int slot;

    /** Null for a flow that is not counted. */
    @Nullable FairQueue queue;

    String label = "";

    /** The number in the order of arrival at its queue. */
    long number;

    final double tokens;
    final double priority;

    /** The priority as it counts. */
    final double weight;

    final String workload;
    final String fairness;

    /** The end of the flow's patience. */
    final long deadline;

    /** Whether somebody set the deadline, and not the engine for want of one. */
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

    /** For the flow whose turn it is: its tokens are taken, and come in at a time. */
    boolean taken;

    /** When the tokens come in, or when to ask for a place again. */
    long dueAt;

    // In the waiting room, guarded by its lock:

    boolean hasAlarm;
    long alarm;
    long alarmNumber;
    long bytes;

    // As Aperture's agent asks for a place again and again:

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

    /** A flow that needs nothing from its scheduler. */
    static Queued decided(WaitingFlow flow, int slot, LimiterDecision decision) {
        Queued place = new Queued(null, flow, slot, 0, 0, 1, "", "", 0, true);
        place.decision = decision;
        place.admitted = true;
        return place;
    }

    /** What the scheduler says, once it has decided. */
    LimiterDecision decision() {
        if (decision == null && scheduler != null) {
            decision = scheduler.decision(this);
        }
        return Objects.requireNonNull(decision);
    }

    /** The flow waits no longer, if it still does. */
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
