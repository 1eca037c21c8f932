package io.github.aperturecdi.virtualthreads;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** What the flows are about: a wait, as for a database, on a virtual thread. */
final class Work {

    /** By its name, as this is compiled for Java 17. */
    static final ExecutorService VIRTUAL_THREADS = virtualThreads();

    private static final long TIME_NANOS = Duration.ofMillis(1).toNanos();
    private static final LongAdder RUNS = new LongAdder();

    private Work() {}

    private static ExecutorService virtualThreads() {
        try {
            return (ExecutorService)
                    MethodHandles.publicLookup()
                            .findStatic(
                                    Executors.class,
                                    "newVirtualThreadPerTaskExecutor",
                                    MethodType.methodType(ExecutorService.class))
                            .invokeExact();
        } catch (Throwable e) {
            throw new LinkageError("needs Java 21", e);
        }
    }

    static <T> T done(T result) {
        LockSupport.parkNanos(TIME_NANOS);
        RUNS.increment();
        return result;
    }

    /** How often it was done since the last time somebody asked. */
    static int runs() {
        return (int) RUNS.sumThenReset();
    }
}
