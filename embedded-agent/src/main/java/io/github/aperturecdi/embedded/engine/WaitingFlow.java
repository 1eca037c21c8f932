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
 * A flow on its way through the schedulers. Its outcome comes on the thread that decides about it,
 * such as one that ends another flow, so what is chained to it is short. Cancelling it gives back
 * everything that it has got.
 */
public final class WaitingFlow extends CompletableFuture<Outcome> implements Answer {

    /** By estimate: what a waiting flow takes without its labels. */
    private static final int BYTES = 1_000;

    private final Engine engine;
    private final FlowCheck check;
    private final List<Candidate<Scheduler>> quota;
    private final long deadline;

    /** What limiters and schedulers have said so far. */
    private final List<LimiterDecision> decisions;

    private boolean inQuotaStage;
    private @Nullable CacheLookup cached;

    /** How many schedulers of the stage have not decided, and one for the entering itself. */
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
        // Means nothing without a timeout.
        this.deadline = now + check.timeoutNanos();
    }

    Map<String, String> labels() {
        return check.labels();
    }

    /** By estimate, what it takes while it waits: characters of labels may have two bytes. */
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
        // Looked at after setting, and set before looking: one of the two sees it.
        if (refused || hurried || isCancelled()) {
            leave(deliveries);
        }
        countDown(deliveries);
    }

    /** A scheduler has decided. */
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
                        // The caller has gone in the last moment.
                        engine.giveBack(own);
                    }
                });
    }

    /** What was decided, which the caller may not have been told yet; null for nothing so far. */
    @Nullable Outcome outcome() {
        return outcome;
    }

    /** Waits no longer: what has to wait is refused. */
    Outcome atOnce() {
        refuse();
        Outcome own = outcome;
        return own == null ? join() : own;
    }

    /** Refuses the flow, unless it gets everything without waiting any longer. */
    public void refuse() {
        hurried = true;
        Deliveries deliveries = new Deliveries();
        leave(deliveries);
        deliveries.deliver();
    }

    /**
     * Leaves the queues, and gives back what the flow has got.
     *
     * @param mayInterruptIfRunning has no meaning here
     * @return whether the flow still waited
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
