package io.github.aperturecdi.flow;

import io.github.aperturecdi.flow.spi.Ticker;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The flows that run; and how many questions have no answer yet, of which each may become one. What
 * a shutdown waits for.
 */
final class LiveFlows {

    /** Nanoseconds in a long end after 292 years; no shutdown takes that long. */
    private static final Duration MAX_TIMEOUT = Duration.ofDays(365);

    private final Set<Flow> flows = ConcurrentHashMap.newKeySet();
    private final AtomicInteger questions = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private volatile boolean draining;
    private volatile boolean closed;
    private final LongHeld longHeld;

    LiveFlows(Ticker ticker) {
        longHeld = new LongHeld(ticker);
    }

    /** {@link #checkEnds} follows, once the flow of the check is added. */
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
     * @return false when nobody will wait for it any more: it has to end now
     */
    boolean add(Flow flow) {
        flows.add(flow);
        longHeld.refreshIfStale(flows, flow.startNanos());
        // Looked at after adding, and set before the last look around: one of the two sees it.
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

    /** Ends the flows whose work is over, and whose stack had no room to end them. */
    void endOverdue() {
        for (Flow flow : flows) {
            if (flow.isOver()) {
                flow.end();
            }
        }
    }

    long count() {
        return flows.size();
    }

    /** In this order: an answered question has added its flow before. */
    private boolean idle() {
        return questions.get() == 0 && flows.isEmpty();
    }

    /**
     * Waits until all have ended, at most for the time; what has not ended then is given up, and
     * nothing is added any more.
     */
    void drain(Duration timeout) {
        draining = true;
        endOverdue();
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
        for (Flow flow : flows) {
            flow.abandon();
        }
    }
}
