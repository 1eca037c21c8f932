package io.github.aperturecdi.flow;

import io.github.aperturecdi.flow.spi.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The running flows, and the number of checks without an answer, each of which may become a flow. A
 * shutdown waits for both.
 */
final class LiveFlows {

    /** The longest timeout. A long holds 292 years of nanoseconds. */
    private static final Duration MAX_TIMEOUT = Duration.ofDays(365);

    private final OpenFlows flows = new OpenFlows();
    private final AtomicInteger questions = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private volatile boolean draining;
    private volatile boolean closed;
    private final LongHeld longHeld;

    LiveFlows(Ticker ticker) {
        longHeld = new LongHeld(ticker);
    }

    /** Starts a check. {@link #checkEnds} has to follow, after the flow of the check is added. */
    void checkBegins() {
        questions.incrementAndGet();
    }

    void checkEnds() {
        if (questions.decrementAndGet() == 0) {
            signal();
        }
    }

    /**
     * Adds a flow.
     *
     * @return false if the shutdown no longer waits, so the flow has to end now
     */
    boolean add(Flow flow) {
        flows.add(flow);
        try {
            longHeld.refreshIfStale(flows, flow.startNanos());
        } catch (Throwable e) {
            // The log has failed, and the caller gets no flow to end.
            flow.abandon();
            throw e;
        }
        // This reads the field after adding the flow, and drain() sets it before it reads the
        // flows, so one of the two sees the flow.
        return !closed || !flows.remove(flow);
    }

    void remove(Flow flow) {
        if (flows.remove(flow)) {
            signal();
        }
    }

    private void signal() {
        if (draining) {
            lock.lock();
            try {
                ended.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Ends the flows whose work is over and that had no room on the stack to end. */
    void endOverdue() {
        throwIfAny(endOverdueFlows());
    }

    private @Nullable Throwable endOverdueFlows() {
        return forEach(
                flow -> {
                    if (flow.isOver()) {
                        flow.end();
                    }
                },
                null);
    }

    long count() {
        return flows.size();
    }

    /** The order matters: a check adds its flow before it leaves the count. */
    private boolean idle() {
        return questions.get() == 0 && flows.isEmpty();
    }

    /**
     * Waits until all checks and flows have ended, at most for the timeout. Then it gives up the
     * remaining flows, and accepts no more.
     */
    void drain(Duration timeout) {
        draining = true;
        Throwable failure = endOverdueFlows();
        long nanos = (timeout.compareTo(MAX_TIMEOUT) > 0 ? MAX_TIMEOUT : timeout).toNanos();
        lock.lock();
        try {
            while (!idle() && nanos > 0) {
                nanos = ended.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        closed = true;
        throwIfAny(forEach(Flow::abandon, failure));
    }

    /**
     * Does something with every flow, also if it fails for some.
     *
     * @param before an earlier failure
     * @return the first failure, with the others; null for none
     */
    private @Nullable Throwable forEach(Consumer<Flow> action, @Nullable Throwable before) {
        Throwable failure = before;
        for (Flow flow : flows) {
            try {
                action.accept(flow);
            } catch (Throwable e) {
                if (failure == null) {
                    failure = e;
                } else if (failure != e) {
                    failure.addSuppressed(e);
                }
            }
        }
        return failure;
    }

    private static void throwIfAny(@Nullable Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure != null) {
            throw failure instanceof RuntimeException e ? e : new IllegalStateException(failure);
        }
    }
}
