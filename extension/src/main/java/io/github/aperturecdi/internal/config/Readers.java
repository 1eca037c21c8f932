package io.github.aperturecdi.internal.config;

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
 * The tasks that read the configuration sources, one at a time. A source may block its reader
 * forever: such a reader is interrupted and left behind, and its late result is ignored. At most
 * {@value #MAX_LEFT_BEHIND} readers are left behind at once; a further reader that hangs is not
 * replaced until one of them ends.
 */
final class Readers {

    /** The time after which a reader counts as hanging. */
    static final Duration HANGS_AFTER = Duration.ofSeconds(10);

    static final int MAX_LEFT_BEHIND = 3;

    /** The time that a shutdown waits for interrupted readers. */
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
     * @param work the work of a reader, which passes its result to {@link Reader#conclude}
     */
    Readers(Executor threads, Consumer<Reader> work) {
        this.threads = threads;
        this.work = work;
    }

    /** One read of the sources. */
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

        /** Runs a conclusion from the result, unless the reader was left behind. */
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
     * Starts a reader unless one is at work. Returns at once.
     *
     * @param nanoTime the current time; null if the caller does not know it: then no reader counts
     *     as hanging
     */
    void ask(@Nullable Long nanoTime) {
        if (!lock.tryLock()) {
            // Another thread has the lock while a reader begins or ends; the next flow tries again.
            return;
        }
        try {
            if (closed || isBusy(nanoTime)) {
                return;
            }
            current = new Reader(nanoTime);
            threads.execute(current);
        } catch (RuntimeException | OutOfMemoryError e) {
            // No thread is available now; the next flow tries again.
            current = null;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether no other reader may start. A reader that hangs is left behind and does not block
     * others, unless too many are left behind.
     */
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
     * Interrupts every reader and waits for them for a moment. A reader that ignores the interrupt
     * loses the application's class loader as its context, so that the loader can be collected.
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
