package io.github.aperturecdi.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Those who ask the configuration's sources, one at a time. A source may keep its reader for ever:
 * such a reader is interrupted and left behind, and what it says later does not count. A few may be
 * left behind at once; while they do not end, no other one starts.
 */
final class Readers {

    /** How long a reader may take. */
    static final Duration HANGS_AFTER = Duration.ofSeconds(10);

    static final int MAX_LEFT_BEHIND = 3;

    /** How long a shutdown waits for readers that it has interrupted. */
    private static final Duration CLOSING = Duration.ofSeconds(1);

    private static final System.Logger LOG = System.getLogger(LiveSettings.class.getName());

    private final Executor threads;
    private final Consumer<Reader> work;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Reader> leftBehind = new HashSet<>();
    private @Nullable Reader current;
    private boolean warned;
    private boolean closed;

    /**
     * @param threads runs each reader
     * @param work what a reader does; what it finds, it {@linkplain Reader#conclude concludes} with
     */
    Readers(Executor threads, Consumer<Reader> work) {
        this.threads = threads;
        this.work = work;
    }

    /** One question to the sources. */
    final class Reader implements Runnable {

        private @Nullable Long beganNanos;
        private @Nullable Thread thread;

        private Reader(@Nullable Long beganNanos) {
            this.beganNanos = beganNanos;
        }

        @Override
        public void run() {
            lock.lock();
            try {
                if (current != this) {
                    leftBehind.remove(this);
                    return;
                }
                thread = Thread.currentThread();
            } finally {
                lock.unlock();
            }
            try {
                work.accept(this);
            } finally {
                lock.lock();
                try {
                    thread = null;
                    leftBehind.remove(this);
                    current = current == this ? null : current;
                } finally {
                    lock.unlock();
                }
            }
        }

        /** Does something with what was read, unless it comes too late. */
        void conclude(Runnable conclusion) {
            lock.lock();
            try {
                if (current == this) {
                    warned = false;
                    conclusion.run();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Starts a reader, unless one is at work. Returns at once.
     *
     * @param nanoTime this moment; null where nobody knows, and then no reader is found to hang
     */
    void ask(@Nullable Long nanoTime) {
        if (!lock.tryLock()) {
            // A reader begins or ends at this moment; the next flow asks again.
            return;
        }
        try {
            if (closed || isBusy(nanoTime)) {
                return;
            }
            current = new Reader(nanoTime);
            threads.execute(current);
        } catch (RuntimeException | OutOfMemoryError e) {
            // There is no thread to be had now: the next time, then.
            current = null;
        } finally {
            lock.unlock();
        }
    }

    /** Whether no other reader may start; one that hangs does not keep others from it. */
    private boolean isBusy(@Nullable Long nanoTime) {
        Reader reader = current;
        if (reader == null) {
            return false;
        }
        if (nanoTime == null) {
            return true;
        }
        if (reader.beganNanos == null) {
            reader.beganNanos = nanoTime;
        }
        if (nanoTime - reader.beganNanos < HANGS_AFTER.toNanos()) {
            return true;
        }
        boolean full = leftBehind.size() >= MAX_LEFT_BEHIND;
        if (!warned) {
            warned = true;
            LOG.log(System.Logger.Level.WARNING, ConfigTexts.sourceHangs(HANGS_AFTER));
        }
        if (!full) {
            leftBehind.add(reader);
            if (reader.thread != null) {
                reader.thread.interrupt();
            }
        }
        return full;
    }

    /**
     * Interrupts every reader, and waits a moment for them. One that cannot be interrupted stays
     * behind without the application's class loader as its context.
     */
    void close() {
        List<Thread> alive = new ArrayList<>();
        lock.lock();
        try {
            closed = true;
            if (current != null) {
                leftBehind.add(current);
                current = null;
            }
            for (Reader reader : leftBehind) {
                if (reader.thread != null && reader.thread != Thread.currentThread()) {
                    alive.add(reader.thread);
                    reader.thread.interrupt();
                }
            }
        } finally {
            lock.unlock();
        }
        join(alive);
    }

    private static void join(List<Thread> threads) {
        long deadline = System.nanoTime() + CLOSING.toNanos();
        try {
            for (Thread thread : threads) {
                TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, deadline - System.nanoTime()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Thread thread : threads) {
            if (thread.isAlive()) {
                thread.setContextClassLoader(null);
            }
        }
    }
}
