package io.github.aperturecdi.flow.link;

import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.spi.EndedFlow;
import io.github.aperturecdi.flow.spi.Ticker;
import io.github.aperturecdi.internal.Breaker;
import io.grpc.Channel;
import io.grpc.Context;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends checks and waits for decisions, within the timeout and the caller's own deadline, measured
 * by this side's clock.
 */
final class CheckClient {

    /** The longest timeout. A long holds 292 years of nanoseconds. */
    private static final Duration MAX_TIMEOUT = Duration.ofDays(1);

    final Channel channel;
    final Liveness liveness;
    private final ScheduledExecutorService timer;
    final Consumer<EndedFlow> unwanted;
    final MessageSizes sizes = new MessageSizes();
    final WireTime wireTime = new WireTime();
    final PendingCalls underWay;
    final Ticker ticker;

    /**
     * @param timer runs timeouts and callbacks that no thread waits for
     * @param unwanted ends a flow whose caller no longer waits
     */
    CheckClient(
            Channel channel,
            Liveness liveness,
            ScheduledExecutorService timer,
            Consumer<EndedFlow> unwanted,
            Ticker ticker) {
        this.channel = channel;
        this.liveness = liveness;
        this.timer = timer;
        this.unwanted = unwanted;
        this.ticker = ticker;
        underWay = new PendingCalls(timer, liveness::connections);
    }

    /**
     * Waits on this thread, which also processes the outcome. gRPC's blocking stub drops a reply
     * whose call is cancelled before the trailers, and with it the tokens.
     */
    Decision check(FlowRequest request, Duration timeout) {
        Caller caller = Caller.current();
        Question question = question(request, timeout, caller);
        if (question == null) {
            return Decision.unreachable();
        }
        CallerThreadExecutor here = new CallerThreadExecutor(this::later, ticker);
        Context.CancellationListener listener = caller.onGone(question::callerGone, here);
        CompletableFuture<Decision> decision = question.decision();
        try {
            question.ask(here);
            here.runUntilDone(decision, question.nanos());
            question.timeIsUp();
        } catch (InterruptedException e) {
            // An interruption means that the caller has given up.
            Thread.currentThread().interrupt();
            question.callerGone();
        } catch (RuntimeException | Error e) {
            // The cause may be a stack overflow of this thread.
            question.abandon();
            throw e;
        } finally {
            caller.forget(listener);
            here.leave();
        }
        return decision.join();
    }

    CompletableFuture<Decision> checkAsync(FlowRequest request, Duration timeout) {
        Caller caller = Caller.current();
        Question question = question(request, timeout, caller);
        if (question == null) {
            return CompletableFuture.completedFuture(Decision.unreachable());
        }
        CompletableFuture<Decision> decision = question.decision();
        Future<?> timeIsUp;
        try {
            timeIsUp = timer.schedule(question::timeIsUp, question.nanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // The link has been closed.
            return CompletableFuture.completedFuture(Decision.unreachable());
        }
        Context.CancellationListener listener = caller.onGone(question::callerGone, Runnable::run);
        question.ask(null);
        decision.whenComplete(
                (made, cancelled) -> {
                    timeIsUp.cancel(false);
                    caller.forget(listener);
                    if (cancelled != null) {
                        question.callerGone();
                    }
                });
        return decision;
    }

    private @Nullable Question question(FlowRequest request, Duration timeout, Caller caller) {
        Breaker.Permit permit =
                underWay.isClosed() ? null : liveness.permit(request.controlPoint());
        if (permit == null) {
            return null;
        }
        long nanos = timeout.compareTo(MAX_TIMEOUT) > 0 ? MAX_TIMEOUT.toNanos() : timeout.toNanos();
        return new Question(this, request, permit, caller, nanos);
    }

    /**
     * Runs a callback of a thread that has left: on the timer, or here if the timer has ended with
     * the link.
     */
    private void later(Runnable task) {
        try {
            timer.execute(task);
        } catch (RejectedExecutionException e) {
            task.run();
        }
    }

    /** The number of calls that go on without their callers. */
    int leftBehind() {
        return underWay.leftBehind();
    }

    /**
     * Ends all calls. Later checks are not sent, running ones are cancelled, and their failures do
     * not count. A reply that has arrived all the same is a decision when this method returns.
     *
     * @param timeout how long to wait for these decisions
     */
    void close(Duration timeout) throws InterruptedException {
        underWay.close(timeout);
    }
}
