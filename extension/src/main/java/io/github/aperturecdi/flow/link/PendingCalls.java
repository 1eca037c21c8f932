package io.github.aperturecdi.flow.link;

import io.grpc.Context.CancellableContext;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The calls that have begun and whose outcome is not known yet, so that a close can end them. One
 * whose caller has left goes on for a while: what its reply gives out would be lost otherwise.
 */
final class PendingCalls {

    /** How long a call goes on whose time is up; the agent may have been stopped for a while. */
    static final Duration LATE = Duration.ofSeconds(30);

    /**
     * How long a call goes on whose caller has given up: a scheduler of the agent keeps a place in
     * its queue for it.
     */
    static final Duration GONE = Duration.ofSeconds(5);

    /** So many calls go on without their callers, and bytes of their questions, and no more. */
    static final int MAX_LEFT = 10_000;

    static final long MAX_LEFT_BYTES = 16 << 20;

    /** A call without its caller. */
    private record Left(long number, long bytes, Future<?> end) {}

    private final Map<CancellableContext, Boolean> calls = new ConcurrentHashMap<>();
    private final Map<CancellableContext, Left> left = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer;
    private final IntSupplier connection;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition over = lock.newCondition();
    private volatile boolean closed;
    private long numbers;
    private long leftBytes;

    /** Less on a connection that has held up a call; its number tells it from the next one. */
    private int mostLeft = MAX_LEFT;

    private int bounded;

    /**
     * @param timer ends the calls whose callers have left
     * @param connection tells which connection it is: another number for each
     */
    PendingCalls(ScheduledExecutorService timer, IntSupplier connection) {
        this.timer = timer;
        this.connection = connection;
    }

    boolean isClosed() {
        return closed;
    }

    /** A call begins; {@link #end} follows, once its outcome has been dealt with. */
    void begin(CancellableContext call) {
        calls.put(call, true);
        // Looked at after adding, and set before the last look around: one of the two sees it.
        if (closed) {
            call.cancel(null);
        }
    }

    /**
     * The caller of a call has left. Ends the call after a while, or now where there are too many
     * of them.
     *
     * @param bytes the size of its question
     * @param patience how long a while is
     */
    void left(CancellableContext call, long bytes, Duration patience) {
        if (!goesOn(call, bytes, patience)) {
            call.cancel(null);
        } else if (!calls.containsKey(call)) {
            // It was over before it was noted here.
            forget(call);
        }
    }

    private boolean goesOn(CancellableContext call, long bytes, Duration patience) {
        lock.lock();
        try {
            if (closed || left.size() >= mostLeft() || leftBytes + bytes > MAX_LEFT_BYTES) {
                return false;
            }
            Future<?> end =
                    timer.schedule(
                            () -> call.cancel(null), patience.toNanos(), TimeUnit.NANOSECONDS);
            left.put(call, new Left(numbers++, bytes, end));
            leftBytes += bytes;
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void forget(CancellableContext call) {
        lock.lock();
        try {
            @Nullable Left gone = left.remove(call);
            if (gone != null) {
                leftBytes -= gone.bytes();
                gone.end().cancel(false);
            }
        } finally {
            lock.unlock();
        }
    }

    private int mostLeft() {
        if (bounded != connection.getAsInt()) {
            mostLeft = MAX_LEFT;
        }
        return mostLeft;
    }

    /**
     * A call was not sent in time, as its connection takes a bounded number of calls at once, such
     * as the 100 of many proxies. Half of those without callers end, and as long as the connection
     * lasts, there are no more of them. The latest end: an agent that was stopped takes the others
     * up first, and gives out what it has to them.
     */
    void heldUp() {
        List<CancellableContext> ending;
        lock.lock();
        try {
            mostLeft = Math.min(mostLeft(), left.size() / 2);
            bounded = connection.getAsInt();
            ending =
                    left.entrySet().stream()
                            .sorted(Comparator.comparingLong(call -> call.getValue().number()))
                            .skip(mostLeft)
                            .map(Map.Entry::getKey)
                            .toList();
        } finally {
            lock.unlock();
        }
        ending.forEach(call -> call.cancel(null));
    }

    /** How many calls go on without their callers. */
    int leftBehind() {
        return left.size();
    }

    void end(CancellableContext call) {
        calls.remove(call);
        call.cancel(null);
        if (left.containsKey(call)) {
            forget(call);
        }
        if (closed && calls.isEmpty()) {
            lock.lock();
            try {
                over.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Cancels every call, those that begin later as well, and waits until their outcomes have been
     * dealt with.
     *
     * @param timeout how long to wait
     */
    void close(Duration timeout) throws InterruptedException {
        closed = true;
        calls.keySet().forEach(call -> call.cancel(null));
        lock.lock();
        try {
            long nanos = timeout.toNanos();
            while (!calls.isEmpty() && nanos > 0) {
                nanos = over.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }
}
