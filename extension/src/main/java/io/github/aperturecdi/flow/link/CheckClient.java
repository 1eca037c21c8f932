package io.github.aperturecdi.flow.link;

import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.spi.EndedFlow;
import io.github.aperturecdi.flow.spi.Ticker;
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
 * Asks, and waits for the decision: as long as the timeout and the caller's own deadline allow, and
 * by this side's clock.
 */
final class CheckClient {

    /** Nanoseconds in a long end after 292 years; no decision needs a day. */
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
     * @param timer for what no thread waits for
     * @param unwanted takes the end of a flow that nobody waits for any more
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
     * On this thread, which also runs what gRPC has to say: as the blocking stub would, but that
     * one forgets a reply whose call is cut off before its trailers, and with it what it hands out.
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
            // This thread is told to stop: its caller has given up.
            Thread.currentThread().interrupt();
            question.callerGone();
        } catch (RuntimeException | Error e) {
            // This thread's stack overflows, say.
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
            // The link has closed meanwhile.
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

    /** For a thread that has left; here where the timer has ended with the link. */
    private void later(Runnable task) {
        try {
            timer.execute(task);
        } catch (RejectedExecutionException e) {
            task.run();
        }
    }

    /** How many calls go on without their callers. */
    int leftBehind() {
        return underWay.leftBehind();
    }

    /**
     * No call is made from now on, those under way are cancelled, and what fails is nobody's fault.
     * A reply that has come all the same has become a decision when this returns.
     *
     * @param timeout how long to wait for that
     */
    void close(Duration timeout) throws InterruptedException {
        underWay.close(timeout);
    }
}
