package io.github.aperturecdi.rest;

import io.github.aperturecdi.async.WorkEnd;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.CompletionCallback;
import jakarta.ws.rs.container.TimeoutHandler;
import java.util.Collection;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A suspended response, whose call ends when the server has answered it: also by a time-out of its
 * own. A client that goes away ends nothing by itself, as the work for it goes on. Where the server
 * takes an answer no more, as it has one or its client has gone, the attempt to give one is the
 * end.
 */
final class FollowedResponse implements AsyncResponse {

    /** What a server answers with once its time is over. */
    private static final int TIMED_OUT = 503;

    private final AsyncResponse response;
    private final WorkEnd end;

    /** Whether the server tells of the end. */
    private final boolean told;

    /** Whether the application has given an answer; else the server has. */
    private volatile boolean answered;

    private FollowedResponse(AsyncResponse response, WorkEnd end) {
        this.response = response;
        this.end = end;
        told =
                response.register((CompletionCallback) this::completed)
                        .contains(CompletionCallback.class);
    }

    /** Null for everything but a suspended response. */
    static @Nullable Object of(Object argument, WorkEnd end) {
        return argument instanceof AsyncResponse response
                ? new FollowedResponse(response, end)
                : null;
    }

    private void completed(@Nullable Throwable failure) {
        if (failure != null) {
            end.failed(failure);
        } else if (!answered) {
            end.observedHttpStatus(TIMED_OUT);
        }
        end.done();
    }

    @Override
    public boolean resume(Object answer) {
        note(answer);
        return ended(response.resume(answer));
    }

    @Override
    public boolean resume(Throwable failure) {
        if (response.isSuspended()) {
            end.failed(failure);
        }
        note(failure);
        return ended(response.resume(failure));
    }

    /** Before the server hears of it, as it may tell of the end at once. */
    private void note(@Nullable Object answer) {
        answered = true;
        int status = answer == null ? 0 : RestOutcome.status(answer);
        if (status != 0 && response.isSuspended()) {
            end.observedHttpStatus(status);
        }
    }

    private boolean ended(boolean taken) {
        if (!taken || !told) {
            end.done();
        }
        return taken;
    }

    @Override
    public boolean cancel() {
        return cancelled(response::cancel);
    }

    @Override
    public boolean cancel(int retryAfter) {
        return cancelled(() -> response.cancel(retryAfter));
    }

    @Override
    public boolean cancel(Date retryAfter) {
        return cancelled(() -> response.cancel(retryAfter));
    }

    private boolean cancelled(BooleanSupplier cancel) {
        answered = true;
        if (response.isSuspended()) {
            end.abandoned();
        }
        return ended(cancel.getAsBoolean());
    }

    @Override
    public boolean isSuspended() {
        return response.isSuspended();
    }

    @Override
    public boolean isCancelled() {
        return response.isCancelled();
    }

    @Override
    public boolean isDone() {
        return response.isDone();
    }

    @Override
    public boolean setTimeout(long time, TimeUnit unit) {
        return response.setTimeout(time, unit);
    }

    @Override
    public void setTimeoutHandler(@Nullable TimeoutHandler handler) {
        response.setTimeoutHandler(
                handler == null ? null : suspended -> handler.handleTimeout(this));
    }

    @Override
    public Collection<Class<?>> register(Class<?> callback) {
        return response.register(callback);
    }

    @Override
    public Map<Class<?>, Collection<Class<?>>> register(Class<?> callback, Class<?>... callbacks) {
        return response.register(callback, callbacks);
    }

    @Override
    public Collection<Class<?>> register(Object callback) {
        return response.register(callback);
    }

    @Override
    public Map<Class<?>, Collection<Class<?>>> register(Object callback, Object... callbacks) {
        return response.register(callback, callbacks);
    }
}
