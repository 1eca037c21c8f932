package io.github.aperturecdi.flow.link;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The timer of one link. Other code may keep the shared timers of gRPC and the JDK busy. It has one
 * thread, which ends when there is nothing to do.
 */
final class LinkTimer {

    static final long IDLE_SECONDS = 10;

    private LinkTimer() {}

    static ScheduledExecutorService start() {
        return start("aperture-timer");
    }

    static ScheduledThreadPoolExecutor start(String name) {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, threads(name));
        timer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    /** Creates threads that inherit nothing from the thread that needs them first. */
    static ThreadFactory threads(String name) {
        return work -> {
            Thread thread = new Thread(null, work, name, 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(LinkTimer.class.getClassLoader());
            return thread;
        };
    }
}
