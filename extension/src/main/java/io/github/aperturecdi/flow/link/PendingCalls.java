package io.github.aperturecdi.flow.link;

import io.github.aperturecdi.internal.Breaker;
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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The calls without a known outcome, so that a close can end them. A call whose caller has left
 * goes on for a while. Otherwise the tokens of its reply would be lost.
 */
final class PendingCalls {

    /** How long a call goes on after its timeout. The agent may have been suspended for a while. */
    static final Duration LATE = Duration.ofSeconds(30);

    /**
     * How long a call goes on after its caller has given up. The time is short, as the call takes a
     * place in the queue of the agent's scheduler.
     */
    static final Duration GONE = Duration.ofNanos(Breaker.TOGETHER_NANOS);

    /** The maximum number of calls without their callers. */
    static final int MAX_LEFT = 10_000;

    static final long MAX_LEFT_BYTES = 16 << 20;

    /** A call without its caller. */
    private record Left(long number, long bytes, Future<?> end) {}

    /** The calls, and whether each was sent. */
    private final Map<CancellableContext, BooleanSupplier> calls = new ConcurrentHashMap<>();

    private final Map<CancellableContext, Left> left = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer;
    private final IntSupplier connection;
    private final AtomicBoolean watching = new AtomicBoolean();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition over = lock.newCondition();
    private volatile boolean closed;
    private long numbers;
    private long leftBytes;

    /**
     * The maximum number for the present connection. It is lower if the connection has held up a
     * call.
     */
    private int mostLeft = MAX_LEFT;

    private int bounded;

    /** Half of the calls that the connection with the number {@link #counted} takes at once. */
    private int half;

    private int counted;

    /**
     * @param timer ends the calls whose callers have left
     * @param connection returns the number of the present connection
     */
    PendingCalls(ScheduledExecutorService timer, IntSupplier connection) {
        this.timer = timer;
        this.connection = connection;
    }

    boolean isClosed() {
        return closed;
    }

    /**
     * Adds a call. {@link #end} has to follow, once its outcome has been processed.
     *
     * @param sent returns whether the call was sent
     */
    void begin(CancellableContext call, BooleanSupplier sent) {
        calls.put(call, sent);
        // This reads the field after adding the call, and close() sets it before it reads the
        // calls, so one of the two sees the call.
        if (closed) {
            call.cancel(null);
        }
    }

    /**
     * Ends a call without its caller after a while, or now if there are too many.
     *
     * @param bytes the size of the request
     * @param patience how long the call may go on
     */
    void left(CancellableContext call, long bytes, Duration patience) {
        if (!goesOn(call, bytes, patience)) {
            call.cancel(null);
        } else if (!calls.containsKey(call)) {
            // The call was over before it was added here.
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
     * Looks at a call without its caller again, after a while. One such call at a time is enough to
     * tell whether the connection is full.
     *
     * @return false if another call is watched, or the link is closed
     */
    boolean watch(Runnable look, long nanos) {
        if (!watching.compareAndSet(false, true)) {
            return false;
        }
        try {
            timer.schedule(
                    () -> {
                        watching.set(false);
                        look.run();
                    },
                    nanos,
                    TimeUnit.NANOSECONDS);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /**
     * Reports a call that was not sent in time, because its connection takes a bounded number of
     * calls at once, such as the 100 of many proxies. If more than half of the calls that were sent
     * are without callers, the rest of these end, and there may be no more than that half for as
     * long as the connection lasts. Otherwise the connection is full of waiting callers, and
     * nothing ends. The latest calls end: an agent that was suspended processes the others first,
     * and hands out tokens to them.
     */
    void heldUp() {
        List<CancellableContext> ending;
        lock.lock();
        try {
            int now = connection.getAsInt();
            int known = counted == now ? half : 0;
            if (left.size() <= known) {
                // Many calls are held up at once. Only the first of them counts the others.
                return;
            }
            half = Math.max(known, sent() / 2);
            counted = now;
            if (left.size() <= half) {
                return;
            }
            mostLeft = Math.min(mostLeft(), half);
            bounded = now;
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

    /** The number of calls that have a place of the connection, or are about to give it back. */
    private int sent() {
        return (int) calls.values().stream().filter(BooleanSupplier::getAsBoolean).count();
    }

    /** The number of calls that go on without their callers. */
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
     * Cancels every call, also those that begin later, and waits until their outcomes have been
     * processed.
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
