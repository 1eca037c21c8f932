package io.github.aperturecdi.embedded.internal.engine;

import io.github.aperturecdi.embedded.internal.engine.Stages.Candidate;
import io.github.aperturecdi.flow.CacheLookup;
import io.github.aperturecdi.flow.spi.CachedValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A flow that passes the schedulers, or asks a store. The deciding thread, such as one that ends
 * another flow, completes it, so actions chained to it must be short. Cancelling it gives back all
 * its tokens.
 */
public final class WaitingFlow extends CompletableFuture<Outcome> implements Answer {

    /** The estimated bytes of a waiting flow without its labels. */
    private static final int BYTES = 1_000;

    /**
     * The estimated bytes of a label without its characters. A server keeps the labels of a check
     * twice: in the request and in the reply.
     */
    private static final int LABEL_BYTES = 200;

    private enum Stage {
        LIMITERS,
        CONCURRENCY,
        CACHE,
        QUOTA
    }

    private final Decider decider;
    private final FlowCheck check;
    private final Stages stages;
    private final long deadline;

    /** The decisions of limiters and schedulers so far. */
    private final List<LimiterDecision> decisions;

    private Stage stage = Stage.LIMITERS;
    private @Nullable Lookup lookup;
    private @Nullable CachedValues cached;

    /** The bytes of values from a shared cache, which only this flow holds. */
    private long cachedBytes;

    private volatile boolean storeIsAway;
    private volatile boolean stoppedAsking;
    private volatile @Nullable Alarm alarm;

    /**
     * The number of schedulers of the stage that have not decided, plus one while the flow enters.
     */
    private final AtomicInteger open = new AtomicInteger();

    private volatile Slot[] places = {};
    private volatile boolean refused;
    private volatile boolean hurried;
    private volatile @Nullable Outcome outcome;

    WaitingFlow(
            Decider decider,
            FlowCheck check,
            Stages stages,
            List<LimiterDecision> decisions,
            long now) {
        this.decider = decider;
        this.check = check;
        this.stages = stages;
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
        return BYTES + (long) LABEL_BYTES * check.labels().size() + 2 * characters + cachedBytes;
    }

    private static long bytes(CachedValues values) {
        long bytes = values.result().size();
        for (CacheLookup value : values.global().values()) {
            bytes += value.size();
        }
        return bytes;
    }

    String controlPoint() {
        return check.controlPoint();
    }

    long now() {
        return decider.now();
    }

    /**
     * Begins with the first stage.
     *
     * @param shared whether limiters ask a store; otherwise they have decided already
     */
    void begin(boolean shared, long now, Deliveries deliveries) {
        if (shared) {
            enter(stages.limiters(), now, deliveries);
        } else {
            stage = Stage.CONCURRENCY;
            enter(stages.concurrency(), now, deliveries);
        }
    }

    private <C extends Component & AsyncComponent> void enter(
            List<Candidate<C>> components, long now, Deliveries deliveries) {
        List<C> matching = new ArrayList<>(components.size());
        for (Candidate<C> candidate : components) {
            if (candidate.matches(check.labels())) {
                matching.add(candidate.component());
            }
        }
        open.set(matching.size() + 1);
        long left =
                check.timeoutNanos() == FlowCheck.NO_TIMEOUT
                        ? FlowCheck.NO_TIMEOUT
                        : Math.max(0, deadline - now);
        Slot[] entered = new Slot[matching.size()];
        for (int i = 0; i < entered.length; i++) {
            entered[i] = matching.get(i).enter(this, now, left, deliveries);
        }
        places = entered;
        // This thread sets the places before it reads the flags, and a leaving thread sets its
        // flag before it reads the places. At least one of them sees the other's change.
        if (stoppedAsking) {
            stopAsking(now, deliveries);
        }
        if (refused || hurried || isCancelled()) {
            leave(deliveries);
        }
        countDown(deliveries);
    }

    /** Takes the decision of a scheduler. */
    void decided(Slot place, Deliveries deliveries) {
        if (!place.admitted) {
            refused = true;
            leave(deliveries);
        }
        countDown(deliveries);
    }

    private void leave(Deliveries deliveries) {
        for (Slot place : places) {
            place.giveUp(decider.now(), deliveries);
        }
    }

    private void countDown(Deliveries deliveries) {
        if (open.decrementAndGet() == 0) {
            stageIsOver(deliveries);
        }
    }

    private void stageIsOver(Deliveries deliveries) {
        int before = decisions.size();
        if (lookup != null) {
            cached = lookup.values();
            cachedBytes = bytes(cached);
            lookup = null;
        } else {
            for (Slot place : places) {
                decisions.add(place.decision());
            }
        }
        places = new Slot[0];
        long now = decider.now();
        if (isCancelled()) {
            dropAlarm();
            decider.giveBack(decisions, now, deliveries);
        } else if (refused) {
            Outcome rejected = decider.rejected(decisions, before, now, deliveries);
            answer(storeIsAway ? rejected.unreachable() : rejected, deliveries);
        } else {
            nextStage(now, deliveries);
        }
    }

    private void nextStage(long now, Deliveries deliveries) {
        switch (stage) {
            case LIMITERS -> {
                stage = Stage.CONCURRENCY;
                enter(stages.concurrency(), now, deliveries);
            }
            case CONCURRENCY -> {
                stage = Stage.CACHE;
                if (check.looksUp()) {
                    decider.lookUp(this, check, deliveries);
                } else {
                    nextStage(now, deliveries);
                }
            }
            case CACHE -> {
                stage = Stage.QUOTA;
                if (cached != null && cached.result().status() == CacheLookup.Status.HIT) {
                    nextStage(now, deliveries);
                } else {
                    enter(stages.quota(), now, deliveries);
                }
            }
            case QUOTA -> answer(Outcome.admitted(List.copyOf(decisions)), deliveries);
        }
    }

    /** Takes the values of a cache in this JVM. */
    void found(CachedValues values, Deliveries deliveries) {
        cached = values;
        nextStage(decider.now(), deliveries);
    }

    /** Looks up values in a shared cache. */
    void looksUp(Lookup slot, FlowCache cache, Deliveries deliveries) {
        lookup = slot;
        open.set(2);
        places = new Slot[] {slot};
        slot.begin(cache, deliveries);
        if (stoppedAsking || hurried || isCancelled()) {
            stopAsking(decider.now(), deliveries);
        }
        countDown(deliveries);
    }

    /** The store is away, and the flow is refused for that reason. */
    void storeIsAway() {
        storeIsAway = true;
    }

    /**
     * Stops waiting for answers of the store. The components then decide as the policy of the store
     * says.
     */
    public void stopAsking() {
        Deliveries deliveries = new Deliveries();
        stopAsking(decider.now(), deliveries);
        deliveries.deliver();
    }

    private void stopAsking(long now, Deliveries deliveries) {
        stoppedAsking = true;
        for (Slot place : places) {
            place.stopAsking(now, deliveries);
        }
    }

    /**
     * Stops waiting for answers of the store after a time. Callers that block call {@link
     * #stopAsking} themselves.
     *
     * @param nanos the time in nanoseconds; it must not depend on the client whose flow it is
     */
    public void stopAskingIn(long nanos) {
        if (!decider.asksStore() || outcome != null) {
            return;
        }
        Alarm timeout =
                new Alarm() {
                    @Override
                    void ring(long now, Deliveries deliveries) {
                        stopAsking(now, deliveries);
                    }
                };
        alarm = timeout;
        decider.ring(timeout, decider.now() + nanos);
        if (outcome != null) {
            decider.drop(timeout);
        }
    }

    private void answer(Outcome made, Deliveries deliveries) {
        Outcome own = made.with(cached);
        outcome = own;
        dropAlarm();
        deliveries.answer(
                () -> {
                    if (!complete(own) && isCancelled()) {
                        // The caller cancelled the flow at the last moment.
                        decider.giveBack(own);
                    }
                });
    }

    private void dropAlarm() {
        Alarm timeout = alarm;
        if (timeout != null) {
            decider.drop(timeout);
        }
    }

    /** The outcome, which may not have reached the caller yet; null before the decision. */
    @Nullable Outcome outcome() {
        return outcome;
    }

    /**
     * Ends the wait. A flow that would have to wait is refused.
     *
     * @return the outcome
     */
    public Outcome atOnce() {
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
