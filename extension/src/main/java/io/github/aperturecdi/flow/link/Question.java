package io.github.aperturecdi.flow.link;

import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.FlowStatus;
import io.github.aperturecdi.flow.spi.EndedFlow;
import io.github.aperturecdi.proto.check.v1.CheckRequest;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One check, from its question to its outcome: the answer, a failure, the end of its time, or a
 * caller that gives up, whichever comes first. An answer that comes later goes back.
 *
 * <p>The call has a context of its own, as the caller's may be over before the agent is asked, or
 * end before its answer is there.
 */
final class Question {

    /** A transport that sends on a thread of its own has sent what can be sent after that. */
    private static final long HELD_UP_NANOS = Duration.ofMillis(50).toNanos();

    private final CheckClient checks;
    private final FlowRequest request;
    private final Breaker.Permit permit;
    private final Caller caller;
    private final long timeoutNanos;
    private final long nanos;
    private final long began;
    private final CancellableContext context = Context.current().fork().withCancellation();
    private final CheckCall call = new CheckCall();
    private final CompletableFuture<Decision> decision = new CompletableFuture<>();
    private final UnaryReply<CheckResponse> reply = new UnaryReply<>(this::answered, this::failed);
    private final AtomicBoolean settled = new AtomicBoolean();
    private volatile long bytes;

    /**
     * @param timeoutNanos how long the answer is waited for, unless the caller gives up before
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
        this.began = checks.ticker.nanos();
    }

    CompletableFuture<Decision> decision() {
        return decision;
    }

    /** How long the answer is waited for. */
    long nanos() {
        return nanos;
    }

    /**
     * Asks. What goes wrong before the question is on its way is no failure of the agent.
     *
     * @param executor runs what gRPC has to say; null for its own
     */
    void ask(@Nullable Executor executor) {
        checks.underWay.begin(context);
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

    private void answered(CheckResponse response) {
        Decision made = CheckMessages.decision(response, request);
        checks.liveness.answered();
        checks.wireTime.learn(request.controlPoint(), response);
        // Also where the caller has cancelled the decision, and that is not known here yet.
        boolean wanted = settled.compareAndSet(false, true) && decision.complete(made);
        if (!wanted && !made.inflight().isEmpty()) {
            checks.unwanted.accept(unused(made));
        }
        checks.underWay.end(context);
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

    /** Thrown here, as by a stack that overflows, it is not said by the agent. */
    private void notAsked(Throwable error) {
        try {
            if (settled.compareAndSet(false, true)) {
                decision.complete(checks.liveness.notAsked(permit, request.controlPoint(), error));
            }
        } finally {
            over();
        }
    }

    /** Also after what has failed, or overflowed the stack, on its way to a decision. */
    private void over() {
        decision.complete(Decision.notAsked());
        checks.underWay.end(context);
    }

    /** An agent that is told the caller's deadline may be the first to say that it has passed. */
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

    /** There is no answer in time: for this caller, or for anybody. */
    void timeIsUp() {
        reply.waitNoLonger();
        if (nanos >= HELD_UP_NANOS && call.isHeldUp()) {
            checks.underWay.heldUp();
        }
        if (caller.isGone()) {
            callerGone();
        } else if (settled.compareAndSet(false, true)) {
            decision.complete(checks.liveness.late(permit, request.controlPoint()));
            left(PendingCalls.LATE);
        }
    }

    /** The caller gives up. */
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

    /** What the agent has in hand by now may come with a reply that nobody waits for. */
    private void left(Duration patience) {
        if (call.isSent()) {
            checks.underWay.left(context, bytes, patience);
        } else {
            context.cancel(null);
        }
    }

    /** The thread that waits cannot go on, and throws. */
    void abandon() {
        settled.set(true);
        left(PendingCalls.LATE);
    }

    /** What a reply that nobody waits for hands out goes back. */
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
