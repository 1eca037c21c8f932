package io.github.aperturecdi.embedded.engine;

import io.github.aperturecdi.embedded.engine.Stages.Candidate;
import io.github.aperturecdi.flow.CacheLookup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A flow that passes the schedulers. The deciding thread, such as one that ends another flow,
 * completes it, so actions chained to it must be short. Cancelling it gives back all its tokens.
 */
public final class WaitingFlow extends CompletableFuture<Outcome> implements Answer {

    /** The estimated bytes of a waiting flow without its labels. */
    private static final int BYTES = 1_000;

    private final Engine engine;
    private final FlowCheck check;
    private final List<Candidate<Scheduler>> quota;
    private final long deadline;

    /** The decisions of limiters and schedulers so far. */
    private final List<LimiterDecision> decisions;

    private boolean inQuotaStage;
    private @Nullable CacheLookup cached;

    /**
     * The number of schedulers of the stage that have not decided, plus one while the flow enters.
     */
    private final AtomicInteger open = new AtomicInteger();

    private volatile Queued[] places = {};
    private volatile boolean refused;
    private volatile boolean hurried;
    private volatile @Nullable Outcome outcome;

    WaitingFlow(
            Engine engine,
            FlowCheck check,
            Stages stages,
            List<LimiterDecision> decisions,
            long now) {
        this.engine = engine;
        this.check = check;
        this.quota = stages.quota();
        this.decisions = new ArrayList<>(decisions);
        // Unused without a timeout.
        this.deadline = now + check.timeoutNanos();
    }

    Map<String, String> labels() {
        return check.labels();
    }

    /** The estimated bytes of the flow while it waits. Characters of labels count as two bytes. */
    long bytes() {
        long characters = 0;
        for (Map.Entry<String, String> label : check.labels().entrySet()) {
            characters += label.getKey().length() + label.getValue().length();
        }
        return BYTES + 2 * characters;
    }

    void enter(List<Candidate<Scheduler>> schedulers, long now, Deliveries deliveries) {
        List<Scheduler> matching = new ArrayList<>(schedulers.size());
        for (Candidate<Scheduler> candidate : schedulers) {
            if (candidate.matches(check.labels())) {
                matching.add(candidate.component());
            }
        }
        open.set(matching.size() + 1);
        long left =
                check.timeoutNanos() == FlowCheck.NO_TIMEOUT
                        ? FlowCheck.NO_TIMEOUT
                        : Math.max(0, deadline - now);
        Queued[] stage = new Queued[matching.size()];
        for (int i = 0; i < stage.length; i++) {
            stage[i] = matching.get(i).enter(this, i, now, left, deliveries);
        }
        places = stage;
        // This thread sets the places before it reads the flags, and a leaving thread sets its
        // flag before it reads the places. At least one of them sees the other's change.
        if (refused || hurried || isCancelled()) {
            leave(deliveries);
        }
        countDown(deliveries);
    }

    /** Takes the decision of a scheduler. */
    void decided(Queued place, Deliveries deliveries) {
        if (!place.admitted) {
            refused = true;
            leave(deliveries);
        }
        countDown(deliveries);
    }

    private void leave(Deliveries deliveries) {
        for (Queued place : places) {
            place.giveUp(engine.now(), deliveries);
        }
    }

    private void countDown(Deliveries deliveries) {
        if (open.decrementAndGet() == 0) {
            stageIsOver(deliveries);
        }
    }

    private void stageIsOver(Deliveries deliveries) {
        int before = decisions.size();
        for (Queued place : places) {
            decisions.add(place.decision());
        }
        places = new Queued[0];
        long now = engine.now();
        if (isCancelled()) {
            engine.giveBack(decisions, now, deliveries);
        } else if (refused) {
            answer(engine.rejected(decisions, before, now, deliveries), deliveries);
        } else if (inQuotaStage) {
            answer(Outcome.admitted(List.copyOf(decisions)), deliveries);
        } else {
            inQuotaStage = true;
            cached = engine.lookup(check);
            if (cached != null && cached.status() == CacheLookup.Status.HIT) {
                answer(Outcome.admitted(List.copyOf(decisions)), deliveries);
            } else {
                enter(quota, now, deliveries);
            }
        }
    }

    private void answer(Outcome made, Deliveries deliveries) {
        Outcome own = made.with(cached);
        outcome = own;
        deliveries.answer(
                () -> {
                    if (!complete(own)) {
                        // The caller cancelled the flow at the last moment.
                        engine.giveBack(own);
                    }
                });
    }

    /** The outcome, which may not have reached the caller yet; null before the decision. */
    @Nullable Outcome outcome() {
        return outcome;
    }

    /** Ends the wait, and returns the outcome. A flow that would have to wait is refused. */
    Outcome atOnce() {
        refuse();
        Outcome own = outcome;
        return own == null ? join() : own;
    }

    /** Refuses the flow, unless it gets all its tokens without further waiting. */
    public void refuse() {
        hurried = true;
        Deliveries deliveries = new Deliveries();
        leave(deliveries);
        deliveries.deliver();
    }

    /**
     * Takes the flow out of its queues, and gives back its tokens.
     *
     * @param mayInterruptIfRunning has no effect
     * @return whether the flow was still waiting
     */
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        if (!super.cancel(false)) {
            return false;
        }
        Deliveries deliveries = new Deliveries();
        leave(deliveries);
        deliveries.deliver();
        return true;
    }
}
