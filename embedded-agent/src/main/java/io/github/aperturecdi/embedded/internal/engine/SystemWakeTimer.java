package io.github.aperturecdi.embedded.internal.engine;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Wakes an engine from one thread, which runs while flows wait and a little longer. */
final class SystemWakeTimer implements WakeTimer {

    private static final long IDLE_SECONDS = 5;
    private static final long SHORTEST = 50_000;

    private @Nullable ScheduledThreadPoolExecutor executor;
    private @Nullable Future<?> next;

    /** The waiting room calls this method under its lock, so calls never overlap. */
    @Override
    public void wakeIn(long nanos, Runnable wake) {
        if (executor == null) {
            executor = new ScheduledThreadPoolExecutor(1, SystemWakeTimer::thread);
            executor.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
            executor.allowCoreThreadTimeOut(true);
            executor.setRemoveOnCancelPolicy(true);
        }
        if (next != null) {
            next.cancel(false);
        }
        next = executor.schedule(wake, Math.max(nanos, SHORTEST), TimeUnit.NANOSECONDS);
    }

    /** The waiting room calls this method under its lock as well. */
    @Override
    public void rest() {
        if (next != null) {
            next.cancel(false);
            next = null;
        }
    }

    /** Makes the timer thread. It inherits nothing from the thread that starts it. */
    private static Thread thread(Runnable work) {
        Thread thread = new Thread(null, work, "aperture-embedded-timer", 0, false);
        thread.setContextClassLoader(SystemWakeTimer.class.getClassLoader());
        thread.setDaemon(true);
        return thread;
    }
}
