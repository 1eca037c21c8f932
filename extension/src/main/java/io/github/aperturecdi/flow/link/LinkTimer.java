package io.github.aperturecdi.flow.link;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;

/**
 * The timer of one link. Other code may keep the shared timers of gRPC and the JDK busy. It has one
 * thread, which lives until the timer is shut down. So no task fails because no thread can be made.
 */
final class LinkTimer {

    private LinkTimer() {}

    static ScheduledExecutorService start() {
        return start("aperture-timer");
    }

    static ScheduledThreadPoolExecutor start(String name) {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, threads(name));
        timer.setRemoveOnCancelPolicy(true);
        timer.prestartCoreThread();
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
