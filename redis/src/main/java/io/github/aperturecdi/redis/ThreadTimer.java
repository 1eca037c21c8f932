package io.github.aperturecdi.redis;

import io.netty.util.Timeout;
import io.netty.util.Timer;
import io.netty.util.TimerTask;
import io.netty.util.concurrent.EventExecutorGroup;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Lettuce's timer, on the thread of the store instead of one of its own. */
final class ThreadTimer implements Timer {

    private final EventExecutorGroup group;

    ThreadTimer(EventExecutorGroup group) {
        this.group = group;
    }

    @Override
    public Timeout newTimeout(TimerTask task, long delay, TimeUnit unit) {
        Scheduled scheduled = new Scheduled(task);
        scheduled.future = group.schedule(scheduled, delay, unit);
        return scheduled;
    }

    @Override
    public Set<Timeout> stop() {
        return Set.of();
    }

    private final class Scheduled implements Timeout, Runnable {

        private final TimerTask task;
        private volatile ScheduledFuture<?> future;
        private volatile boolean expired;

        Scheduled(TimerTask task) {
            this.task = task;
        }

        @Override
        public void run() {
            expired = true;
            try {
                task.run(this);
            } catch (Exception thrown) {
                throw new IllegalStateException(thrown);
            }
        }

        @Override
        public Timer timer() {
            return ThreadTimer.this;
        }

        @Override
        public TimerTask task() {
            return task;
        }

        @Override
        public boolean isExpired() {
            return expired;
        }

        @Override
        public boolean isCancelled() {
            return future.isCancelled();
        }

        @Override
        public boolean cancel() {
            return future.cancel(false);
        }
    }
}
