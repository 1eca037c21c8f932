package io.github.aperturecdi.rest;

import io.github.aperturecdi.internal.async.WorkEnd;
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
 * A suspended response. The call ends when the server has answered it, also after a time-out of the
 * server. A client that disconnects does not end the call, as the work continues. If the server
 * accepts no answer any more, because it has one or the client has disconnected, the application's
 * attempt to answer ends the call.
 */
final class FollowedResponse implements AsyncResponse {

    /** The status of a server's own answer after a time-out. */
    private static final int TIMED_OUT = 503;

    private final AsyncResponse response;
    private final WorkEnd end;

    /** Whether the server reports the end to a {@code CompletionCallback}. */
    private final boolean told;

    /** Whether the application has answered; if not, the answer is the server's. */
    private volatile boolean answered;

    private FollowedResponse(AsyncResponse response, WorkEnd end) {
        this.response = response;
        this.end = end;
        told =
                response.register((CompletionCallback) this::completed)
                        .contains(CompletionCallback.class);
    }

    /** Follows a suspended response; null for any other argument. */
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
        return ended(() -> response.resume(answer));
    }

    @Override
    public boolean resume(Throwable failure) {
        if (response.isSuspended()) {
            end.failed(failure);
        }
        note(failure);
        return ended(() -> response.resume(failure));
    }

    /** Notes the answer before the server gets it, as the server may report the end at once. */
    private void note(@Nullable Object answer) {
        answered = true;
        int status = answer == null ? 0 : RestOutcome.status(answer);
        if (status != 0 && response.isSuspended()) {
            end.observedHttpStatus(status);
        }
    }

    private boolean ended(BooleanSupplier answer) {
        boolean taken;
        try {
            taken = answer.getAsBoolean();
        } catch (RuntimeException | Error e) {
            // Unless the server still waits, it may never report the end.
            if (!response.isSuspended()) {
                end.failed(e);
                end.done();
            }
            throw e;
        }
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
        return ended(cancel);
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
