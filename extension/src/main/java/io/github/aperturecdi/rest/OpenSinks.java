package io.github.aperturecdi.rest;

import io.github.aperturecdi.internal.async.WorkEnd;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The open sinks of server-sent events. A sink does not report that it is closed, and a broadcaster
 * accepts only the server's own sinks. So a thread checks them ten times a second.
 */
final class OpenSinks implements AutoCloseable {

    private static final int MILLIS_BETWEEN_LOOKS = 100;

    private final ScheduledThreadPoolExecutor looks =
            new ScheduledThreadPoolExecutor(
                    1,
                    task -> {
                        Thread thread = new Thread(task, "aperture-open-sinks");
                        thread.setDaemon(true);
                        return thread;
                    });

    /** The thread starts with the first sink and ends a second after the last one. */
    OpenSinks() {
        looks.setKeepAliveTime(1, TimeUnit.SECONDS);
        looks.allowCoreThreadTimeOut(true);
        looks.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    void follow(Object sink, WorkEnd end) {
        lookLater((SseEventSink) sink, end);
    }

    private void lookLater(SseEventSink sink, WorkEnd end) {
        try {
            looks.schedule(() -> look(sink, end), MILLIS_BETWEEN_LOOKS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // The application has stopped and ends its flows.
            end.abandoned();
            end.done();
        }
    }

    private void look(SseEventSink sink, WorkEnd end) {
        boolean closed;
        try {
            closed = sink.isClosed();
        } catch (OutOfMemoryError e) {
            closed = false;
        } catch (Throwable e) {
            // The server has discarded the sink.
            closed = true;
        }
        if (closed) {
            end.done();
        } else {
            lookLater(sink, end);
        }
    }

    @Override
    public void close() {
        looks.shutdown();
    }
}
