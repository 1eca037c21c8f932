package io.github.aperturecdi.flow.link;

import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.FlowStatus;
import io.github.aperturecdi.flow.spi.EndedFlow;
import io.github.aperturecdi.internal.Breaker;
import io.github.aperturecdi.proto.check.v1.CheckRequest;
import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One check, from its request to its outcome: an answer, a failure, the timeout, or a caller that
 * gives up, whichever comes first. The tokens of a later answer are returned.
 *
 * <p>The call has its own context: the caller's may be over before the request is sent, or end
 * before the answer arrives.
 */
final class Question {

    /** The time after which a transport with its own thread has sent all calls that it can send. */
    private static final long HELD_UP_NANOS = Duration.ofMillis(50).toNanos();

    /**
     * How long a caller waits for an agent that is known not to answer. A later answer still shows
     * that the agent is back. Each control point that failed has one such caller per second.
     */
    private static final long PROBE_NANOS = Duration.ofMillis(10).toNanos();

    private final CheckClient checks;
    private final FlowRequest request;
    private final Breaker.Permit permit;
    private final Caller caller;
    private final long timeoutNanos;
    private final long nanos;
    private final long wait;
    private final long began;
    private final CancellableContext context = Context.current().fork().withCancellation();
    private final CheckCall call = new CheckCall();
    private final CompletableFuture<Decision> decision = new CompletableFuture<>();
    private final UnaryReply<byte[]> reply = new UnaryReply<>(this::answered, this::failed);
    private final AtomicBoolean settled = new AtomicBoolean();
    private volatile long bytes;

    /**
     * @param permit tells whether the agent is known not to answer, so that the wait is short
     * @param timeoutNanos how long to wait for the answer, unless the caller gives up earlier
     */
    Question(
            CheckClient checks,
            FlowRequest request,
            Breaker.Permit permit,
            Caller caller,
            long timeoutNanos) {
        this.checks = checks;
        this.request = request;
        this.permit = permit;
        this.caller = caller;
        this.timeoutNanos = timeoutNanos;
        this.nanos = caller.within(timeoutNanos);
        this.wait = permit.isProbe() ? Math.min(nanos, PROBE_NANOS) : nanos;
        this.began = checks.ticker.nanos();
    }

    CompletableFuture<Decision> decision() {
        return decision;
    }

    /** How long to wait for the answer. */
    long nanos() {
        return wait;
    }

    /**
     * Sends the request. An error before that does not count as a failure of the agent.
     *
     * @param executor processes the outcome; null for gRPC's own executor
     */
    void ask(@Nullable Executor executor) {
        checks.underWay.begin(context, call::isSent);
        try {
            CheckRequest question = CheckMessages.checkRequest(request);
            bytes = question.getSerializedSize();
            if (checks.sizes.tooLarge(question)) {
                checks.liveness.undecided(permit, request.controlPoint());
                settled.set(true);
                decision.complete(Decision.tooLarge());
                checks.underWay.end(context);
                return;
            }
            long told = checks.wireTime.within(request.controlPoint(), nanos);
            context.run(() -> call.start(checks.channel, executor, told, question, reply));
        } catch (RuntimeException | Error e) {
            notAsked(e);
        }
    }

    private void answered(byte[] response) {
        CheckReply reply = CheckReply.of(response);
        Decision made = decision(reply);
        try {
            checks.liveness.answered(checks.ticker.nanos() - began <= timeoutNanos);
            checks.wireTime.learn(request.controlPoint(), reply.decision());
        } finally {
            // The log may fail. The reply's tokens need an owner all the same.
            hand(made);
        }
    }

    /** Reads a reply. If that fails, its tokens are returned. */
    private Decision decision(CheckReply reply) {
        try {
            return CheckMessages.decision(reply, request);
        } catch (RuntimeException | Error e) {
            giveBack(Decision.admitted(CheckMessages.inflight(reply.decision())));
            throw e;
        }
    }

    private void hand(Decision made) {
        // The caller may have cancelled the decision without this object knowing yet.
        if (!settled.compareAndSet(false, true) || !decision.complete(made)) {
            giveBack(made);
        }
        checks.underWay.end(context);
    }

    private void giveBack(Decision made) {
        if (!made.inflight().isEmpty()) {
            checks.unwanted.accept(unused(made));
        }
    }

    private void failed(Throwable failure) {
        Throwable own = MessageSizes.errorOfThisSide(failure);
        if (own != null) {
            notAsked(own);
            return;
        }
        try {
            if (settled.compareAndSet(false, true)) {
                decision.complete(undecided(failure));
            }
        } finally {
            over();
        }
    }

    /** Handles an error of this side, such as a stack overflow. */
    private void notAsked(Throwable error) {
        try {
            if (settled.compareAndSet(false, true)) {
                decision.complete(checks.liveness.notAsked(permit, request.controlPoint(), error));
            }
        } finally {
            over();
        }
    }

    /** Ends the check, even if an error, such as a stack overflow, prevented the decision. */
    private void over() {
        decision.complete(Decision.notAsked());
        checks.underWay.end(context);
    }

    /**
     * The decision of a failed call. The caller may be gone: an agent that knows the caller's
     * deadline may report its end first.
     */
    private Decision undecided(Throwable failure) {
        boolean closed = checks.underWay.isClosed();
        if (!closed && !caller.isGone()) {
            return checks.liveness.failed(permit, request.controlPoint(), failure);
        }
        if (closed) {
            checks.liveness.undecided(permit, request.controlPoint());
            return Decision.unreachable();
        }
        toldGone();
        return Decision.callerGone();
    }

    /** Ends the wait: the caller's deadline or the timeout has passed. */
    void timeIsUp() {
        reply.waitNoLonger();
        if (caller.isGone()) {
            callerGone();
        } else if (settled.compareAndSet(false, true)) {
            decision.complete(checks.liveness.late(permit, request.controlPoint()));
            left(PendingCalls.LATE);
        }
    }

    /** Ends the wait, as the caller has given up. */
    void callerGone() {
        reply.waitNoLonger();
        if (settled.compareAndSet(false, true)) {
            toldGone();
            decision.complete(Decision.callerGone());
            left(PendingCalls.GONE);
        }
    }

    private void toldGone() {
        checks.liveness.callerGone(
                permit, request.controlPoint(), began, timeoutNanos, call.isSent());
    }

    /**
     * Lets a call go on without its caller if it was sent, as its reply may bring tokens. If its
     * connection has not sent it, the call stays long enough to show whether the connection is
     * full: all callers may wait for less time than that.
     */
    private void left(Duration patience) {
        if (call.isSent()) {
            checks.underWay.left(context, bytes, patience);
            return;
        }
        if (call.isHeldUp()) {
            long early = HELD_UP_NANOS - (checks.ticker.nanos() - began);
            if (early > 0 && checks.underWay.watch(() -> left(patience), early)) {
                return;
            }
            if (early <= 0) {
                checks.underWay.heldUp();
            }
        }
        context.cancel(null);
    }

    /** Ends the wait, as the waiting thread has failed. */
    void abandon() {
        settled.set(true);
        left(PendingCalls.LATE);
    }

    /** The end that returns the tokens of a reply without a caller. */
    private EndedFlow unused(Decision made) {
        long now = checks.ticker.nanos();
        return new EndedFlow(
                request.controlPoint(),
                request.sensitiveLabels(),
                made,
                FlowStatus.UNSET,
                0,
                now,
                now,
                now);
    }
}
