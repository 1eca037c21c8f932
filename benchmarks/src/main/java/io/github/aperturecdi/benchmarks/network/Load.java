package io.github.aperturecdi.benchmarks.network;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One round of work on a number of threads, and its measurements. */
final class Load {

    /** One piece of work on the calling thread. */
    interface Work {
        void run() throws Exception;
    }

    static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final int MAX_MICROS = 500_000;

    private final int[] latencies = new int[MAX_MICROS + 1];
    private long count;
    private long callerCpu;
    private long callerBytes;

    /** Adds the time of one piece of work. */
    void took(long nanos) {
        latencies[(int) Math.min(MAX_MICROS, nanos / 1_000)]++;
        count++;
    }

    /** Runs something on this thread and adds what the thread needed for it. */
    void onThread(Work work) throws Exception {
        long id = Thread.currentThread().getId();
        long bytes = THREADS.getThreadAllocatedBytes(id);
        long cpu = THREADS.getCurrentThreadCpuTime();
        work.run();
        caller(
                THREADS.getThreadAllocatedBytes(id) - bytes,
                THREADS.getCurrentThreadCpuTime() - cpu);
    }

    void caller(long bytes, long cpu) {
        callerBytes += bytes;
        callerCpu += cpu;
    }

    private void add(Load other) {
        for (int i = 0; i < latencies.length; i++) {
            latencies[i] += other.latencies[i];
        }
        count += other.count;
        callerCpu += other.callerCpu;
        callerBytes += other.callerBytes;
    }

    /**
     * Repeats work on each thread.
     *
     * @param rate the pieces of work per second of all threads together, started at fixed times
     *     from which their time counts; 0 for a closed loop, in which each follows the one before
     */
    static String repeat(Work work, int threads, long millis, long rate) throws Exception {
        Load[] loads = new Load[threads];
        Thread[] all = new Thread[threads];
        CountDownLatch start = new CountDownLatch(1);
        Arrays.setAll(loads, i -> new Load());
        long pause = rate == 0 ? 0 : TimeUnit.SECONDS.toNanos(threads) / rate;
        for (int i = 0; i < threads; i++) {
            Load load = loads[i];
            long offset = pause * i / threads;
            all[i] =
                    new Thread(
                            () -> {
                                try {
                                    start.await();
                                    load.onThread(() -> load.loop(work, millis, pause, offset));
                                } catch (Exception e) {
                                    e.printStackTrace();
                                }
                            });
            all[i].start();
        }
        return measured(
                () -> {
                    start.countDown();
                    Load sum = new Load();
                    for (int i = 0; i < threads; i++) {
                        all[i].join();
                        sum.add(loads[i]);
                    }
                    return sum;
                });
    }

    private void loop(Work work, long millis, long pause, long offset) throws Exception {
        long now = System.nanoTime();
        long end = now + TimeUnit.MILLISECONDS.toNanos(millis);
        long intended = now + offset;
        while (now - end < 0) {
            if (pause == 0) {
                intended = now;
            }
            while (intended - now > 0) {
                LockSupport.parkNanos(intended - now);
                now = System.nanoTime();
            }
            work.run();
            now = System.nanoTime();
            took(now - intended);
            intended += pause;
        }
    }

    /** Runs a round. */
    interface Round {
        Load run() throws Exception;
    }

    /**
     * The measurements of a round, whose callers' threads have ended, as {@code name=value} pairs.
     * Times are in microseconds.
     */
    static String measured(Round round) throws Exception {
        Map<Long, Long> threads = threads();
        long cpu = SYSTEM.getProcessCpuTime();
        long start = System.nanoTime();
        Load load = round.run();
        double seconds = (System.nanoTime() - start) / 1e9;
        double flows = Math.max(1, load.count);
        long processCpu = SYSTEM.getProcessCpuTime() - cpu;
        long javaCpu = load.callerCpu;
        for (Map.Entry<Long, Long> thread : threads().entrySet()) {
            // The time of a thread that has just ended is unknown.
            long before = threads.getOrDefault(thread.getKey(), 0L);
            javaCpu += Math.max(0, thread.getValue() - before);
        }
        return "flows=%d per-second=%.0f median-us=%d p99-us=%d cpu-us=%.2f java-cpu-us=%.2f caller-cpu-us=%.2f caller-bytes=%.0f"
                .formatted(
                        load.count,
                        load.count / seconds,
                        load.percentile(0.5),
                        load.percentile(0.99),
                        processCpu / 1e3 / flows,
                        javaCpu / 1e3 / flows,
                        load.callerCpu / 1e3 / flows,
                        load.callerBytes / flows);
    }

    /** The processor time of each Java thread: neither compilers nor collectors. */
    private static Map<Long, Long> threads() {
        Map<Long, Long> times = new HashMap<>();
        for (long id : THREADS.getAllThreadIds()) {
            times.put(id, Math.max(0, THREADS.getThreadCpuTime(id)));
        }
        return times;
    }

    private int percentile(double part) {
        long left = (long) (count * part);
        int micros = 0;
        while (micros < MAX_MICROS && left >= latencies[micros]) {
            left -= latencies[micros++];
        }
        return micros;
    }
}
