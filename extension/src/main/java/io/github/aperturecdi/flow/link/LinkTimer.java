package io.github.aperturecdi.flow.link;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The timer of one link. Other code may keep the shared timers of gRPC and the JDK busy. It has one
 * thread, which ends when there is nothing to do.
 */
final class LinkTimer {

    private static final long IDLE_SECONDS = 10;

    private LinkTimer() {}

    static ScheduledExecutorService start() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, LinkTimer::thread);
        timer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    /** Creates a thread that inherits nothing from the thread that needs it first. */
    private static Thread thread(Runnable work) {
        Thread thread = new Thread(null, work, "aperture-timer", 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(LinkTimer.class.getClassLoader());
        return thread;
    }
}
