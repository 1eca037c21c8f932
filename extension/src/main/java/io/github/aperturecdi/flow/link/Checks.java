package io.github.aperturecdi.flow.link;

import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.EndedFlow;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.FlowStatus;
import io.github.aperturecdi.flow.Messages;
import io.github.aperturecdi.proto.check.v1.CheckRequest;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.FlowControlServiceGrpc.FlowControlServiceStub;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.stub.AbstractStub;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The question, and the one place where a failure of the transport, or a reply that is none,
 * becomes a decision.
 *
 * <p>gRPC itself keeps to the smaller of the call's deadline and the caller's, and cancels the call
 * with its caller.
 */
final class Checks {

    private static final System.Logger LOG = System.getLogger(AgentLink.class.getName());

    /**
     * A caller that was less patient than this proves nothing against an agent that has answered
     * others of late: one control point with a timeout of a few ms would keep all of them away.
     */
    private static final long PATIENCE_NANOS = Duration.ofMillis(100).toNanos();

    /** Nanoseconds in a long end after 292 years; no decision needs a day. */
    private static final Duration MAX_TIMEOUT = Duration.ofDays(1);

    private final String address;
    private final AgentChannel channel;
    private final Breaker breaker;
    private final Consumer<EndedFlow> unwanted;
    private final FlowControlServiceStub async;
    private final MessageSizes sizes = new MessageSizes();
    private final CallsUnderWay underWay = new CallsUnderWay();

    /**
     * @param unwanted takes the end of a flow that nobody waits for any more
     */
    Checks(
            String address,
            AgentChannel channel,
            FlowControlServiceStub async,
            Breaker breaker,
            Consumer<EndedFlow> unwanted) {
        this.address = address;
        this.channel = channel;
        this.async = async;
        this.breaker = breaker;
        this.unwanted = unwanted;
    }

    /**
     * On this thread, which also runs what gRPC has to say: as the blocking stub would, but that
     * one forgets a reply whose call is cut off before its trailers, and with it what it hands out.
     */
    Decision check(FlowRequest request, Duration timeout) {
        Attempt attempt = attempt(timeout);
        if (attempt == null) {
            return Decision.unreachable();
        }
        WaitingThread here = new WaitingThread();
        CompletableFuture<Decision> decision = new CompletableFuture<>();
        Context.CancellableContext call = Context.current().withCancellation();
        try {
            ask(attempt, attempt.within(async).withExecutor(here), call, request, decision);
            here.runUntilDone(decision, () -> call.cancel(null));
        } finally {
            // Over, also where this thread's stack overflows meanwhile.
            underWay.end(call);
        }
        return decision.join();
    }

    CompletableFuture<Decision> checkAsync(FlowRequest request, Duration timeout) {
        Attempt attempt = attempt(timeout);
        if (attempt == null) {
            return CompletableFuture.completedFuture(Decision.unreachable());
        }
        CompletableFuture<Decision> decision = new CompletableFuture<>();
        // A context of its own that ends with the caller's, so that either can cancel the call.
        Context.CancellableContext call = Context.current().withCancellation();
        ask(attempt, attempt.within(async), call, request, decision);
        decision.whenComplete(
                (made, cancelled) -> {
                    if (cancelled != null) {
                        call.cancel(cancelled);
                    }
                });
        return decision;
    }

    private void ask(
            Attempt attempt,
            FlowControlServiceStub stub,
            Context.CancellableContext call,
            FlowRequest request,
            CompletableFuture<Decision> decision) {
        underWay.begin(call);
        Unary<CheckResponse> reply =
                new Unary<>(
                        response -> {
                            Decision made = attempt.answered(response, request, call);
                            if (!decision.complete(made)) {
                                unwanted.accept(unused(request, made));
                            }
                            underWay.end(call);
                        },
                        failure -> {
                            try {
                                sizes.failed(request.controlPoint(), failure);
                                decision.complete(attempt.failed(failure, call));
                            } finally {
                                underWay.end(call);
                            }
                        });
        try {
            CheckRequest question = Wire.checkRequest(request);
            if (sizes.tooLarge(question)) {
                reply.onError(Status.RESOURCE_EXHAUSTED.asRuntimeException());
            } else {
                call.run(() -> stub.check(question, reply));
            }
        } catch (RuntimeException | Error e) {
            reply.onError(e);
        }
    }

    /** The caller gave up while the reply was on its way; what it hands out goes back. */
    private static EndedFlow unused(FlowRequest request, Decision decision) {
        long now = System.nanoTime();
        return new EndedFlow(
                request.controlPoint(),
                request.sensitiveLabels(),
                decision,
                FlowStatus.UNSET,
                0,
                now,
                now,
                now);
    }

    /** What an operator can act on: the status, and what is at the bottom of it. */
    private static String cause(Throwable failure) {
        Status status = Status.fromThrowable(failure);
        Throwable bottom = status.getCause();
        while (bottom != null && bottom.getCause() != null) {
            bottom = bottom.getCause();
        }
        return status.getCode().name() + (bottom == null ? "" : ", " + bottom);
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

    private @Nullable Attempt attempt(Duration timeout) {
        if (underWay.isClosed()) {
            return null;
        }
        long nanos = timeout.compareTo(MAX_TIMEOUT) > 0 ? MAX_TIMEOUT.toNanos() : timeout.toNanos();
        Breaker.Permit permit = breaker.permit(System.nanoTime(), nanos);
        if (permit == null) {
            channel.reconnect();
            return null;
        }
        return new Attempt(permit, nanos);
    }

    /** One call that the breaker gave leave to make, and will be told the outcome of. */
    private final class Attempt {

        private final Breaker.Permit permit;
        private final long timeoutNanos;
        private final boolean patient;

        Attempt(Breaker.Permit permit, long timeoutNanos) {
            this.permit = permit;
            this.timeoutNanos = timeoutNanos;
            Deadline callers = Context.current().getDeadline();
            patient =
                    callers == null
                            || callers.timeRemaining(TimeUnit.NANOSECONDS)
                                    >= Math.min(timeoutNanos, PATIENCE_NANOS);
        }

        <S extends AbstractStub<S>> S within(S stub) {
            return stub.withDeadlineAfter(timeoutNanos, TimeUnit.NANOSECONDS);
        }

        Decision answered(CheckResponse response, FlowRequest request, Context caller) {
            Decision decision;
            try {
                decision = Wire.decision(response, request);
            } catch (RuntimeException e) {
                return failed(e, caller);
            }
            if (breaker.succeeded(System.nanoTime())) {
                LOG.log(System.Logger.Level.INFO, Messages.agentBack(address));
            }
            return decision;
        }

        Decision withoutAnswer() {
            breaker.undecided(permit, System.nanoTime());
            return Decision.unreachable();
        }

        Decision failed(Throwable failure, Context caller) {
            Status.Code code = MessageSizes.code(failure);
            boolean says =
                    switch (code) {
                        // Thrown here, as by a stack that overflows, is not said there.
                        case UNKNOWN -> !(failure instanceof Error);
                        case CANCELLED -> !caller.isCancelled();
                        case DEADLINE_EXCEEDED ->
                                patient
                                        && (timeoutNanos >= PATIENCE_NANOS
                                                || !breaker.answeredLately(System.nanoTime()));
                        // Of this request, which may be too large, and not of the agent.
                        case RESOURCE_EXHAUSTED, INVALID_ARGUMENT -> false;
                        default -> true;
                    };
            if (underWay.isClosed() || !says) {
                return withoutAnswer();
            }
            Breaker.Effect effect = breaker.failed(permit, System.nanoTime());
            if (effect == Breaker.Effect.OPENED) {
                LOG.log(System.Logger.Level.WARNING, Messages.agentLost(address, cause(failure)));
            }
            if (code == Status.Code.DEADLINE_EXCEEDED && effect != Breaker.Effect.NONE) {
                channel.unanswered();
            } else {
                channel.reconnect();
            }
            return Decision.unreachable();
        }
    }
}
