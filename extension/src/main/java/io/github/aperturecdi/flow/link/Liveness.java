package io.github.aperturecdi.flow.link;

import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.spi.Ticker;
import io.github.aperturecdi.internal.Breaker;
import io.github.aperturecdi.internal.FirstOfEach;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates what the outcomes of checks say about the agent, and informs the breaker, the
 * connection and the log. It is the only place where a failure of the transport becomes a decision.
 */
final class Liveness {

    private static final System.Logger LOG = System.getLogger(AgentLink.class.getName());

    private final String address;
    private final AgentChannel channel;
    private final Breaker breaker;
    private final Ticker ticker;
    private final FirstOfEach<String> notAccepted = new FirstOfEach<>();
    private final FirstOfEach<String> notAsked = new FirstOfEach<>();
    private final FirstOfEach<String> messageRefused = new FirstOfEach<>();

    Liveness(String address, AgentChannel channel, Breaker breaker, Ticker ticker) {
        this.address = address;
        this.channel = channel;
        this.breaker = breaker;
        this.ticker = ticker;
    }

    /** The permit for a check; null while the agent is known not to answer this control point. */
    Breaker.@Nullable Permit permit(String controlPoint) {
        Breaker.Permit permit = breaker.permit(controlPoint, ticker.nanos());
        if (permit == null) {
            channel.reconnect();
        }
        return permit;
    }

    /** The number of connections so far, which identifies the present one. */
    int connections() {
        return channel.connections();
    }

    /**
     * Reports an answer.
     *
     * @param inTime whether it came within the timeout, even if the caller had left earlier
     */
    void answered(boolean inTime) {
        long now = ticker.nanos();
        if (inTime ? breaker.succeeded(now) : breaker.answeredLate(now)) {
            LOG.log(System.Logger.Level.INFO, LinkTexts.agentBack(address));
        }
    }

    /** Reports the end of a call that says nothing about the agent. */
    void undecided(Breaker.Permit permit, String controlPoint) {
        breaker.undecided(permit, controlPoint, ticker.nanos());
    }

    /**
     * Reports a caller that has given up before there was an answer.
     *
     * @param began the time when the check began
     * @param timeoutNanos how long the check would have waited without the caller's deadline
     * @param asked whether the request was sent
     */
    void callerGone(
            Breaker.Permit permit,
            String controlPoint,
            long began,
            long timeoutNanos,
            boolean asked) {
        // If there is a connection, a request that was not sent says nothing about the agent.
        if (!asked && channel.ready()) {
            undecided(permit, controlPoint);
            return;
        }
        Breaker.Effect effect =
                breaker.gaveUp(permit, controlPoint, began, timeoutNanos, ticker.nanos());
        told(effect, "no answer to callers that gave up");
        if (effect != Breaker.Effect.NONE) {
            channel.unanswered();
        }
    }

    /**
     * Reports a check without an answer in time. That says nothing about the agent while other
     * checks are answered: this one takes long.
     */
    Decision late(Breaker.Permit permit, String controlPoint) {
        if (breaker.answeredLately(ticker.nanos())) {
            undecided(permit, controlPoint);
            channel.reconnect();
        } else if (failed(permit, controlPoint, Status.Code.DEADLINE_EXCEEDED.name())
                != Breaker.Effect.NONE) {
            channel.unanswered();
        } else {
            channel.reconnect();
        }
        return Decision.unreachable();
    }

    /** Reports a call that has failed at the agent or on the way. */
    Decision failed(Breaker.Permit permit, String controlPoint, Throwable failure) {
        Status.Code code = MessageSizes.code(failure);
        if (MessageSizes.isTooLarge(failure)) {
            undecided(permit, controlPoint);
            refusedMessage(controlPoint, code, "the flow was refused");
            return Decision.tooLarge();
        }
        switch (code) {
            // The agent knows the deadline, too, and ends the call with either status when it
            // passes.
            case DEADLINE_EXCEEDED, CANCELLED -> {
                return late(permit, controlPoint);
            }
            case RESOURCE_EXHAUSTED -> {
                undecided(permit, controlPoint);
                refusedMessage(controlPoint, code, "aperture.on-unreachable decided");
                return Decision.unreachable();
            }
            case INVALID_ARGUMENT, OUT_OF_RANGE, FAILED_PRECONDITION -> {
                undecided(permit, controlPoint);
                return notAccepted(controlPoint, code);
            }
            case UNIMPLEMENTED, UNAUTHENTICATED, PERMISSION_DENIED, NOT_FOUND -> {
                lost(permit, controlPoint, failure);
                return notAccepted(controlPoint, code);
            }
            default -> {
                lost(permit, controlPoint, failure);
                return Decision.unreachable();
            }
        }
    }

    /**
     * Reports an error on this side. It must not count as the agent's, and must not become an
     * admission.
     */
    Decision notAsked(Breaker.Permit permit, String controlPoint, Throwable error) {
        undecided(permit, controlPoint);
        if (notAsked.is(controlPoint)) {
            LOG.log(System.Logger.Level.WARNING, LinkTexts.notAsked(controlPoint, error), error);
        }
        return Decision.notAsked();
    }

    private void refusedMessage(String controlPoint, Status.Code code, String consequence) {
        if (messageRefused.is(controlPoint)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    LinkTexts.messageRefused(
                            controlPoint, code.name(), MessageSizes.MAX_REPLY_BYTES, consequence));
        }
    }

    private Decision notAccepted(String controlPoint, Status.Code code) {
        if (notAccepted.is(controlPoint)) {
            LOG.log(System.Logger.Level.WARNING, LinkTexts.notAccepted(controlPoint, code.name()));
        }
        return Decision.notAccepted();
    }

    private void lost(Breaker.Permit permit, String controlPoint, Throwable failure) {
        failed(permit, controlPoint, cause(failure));
        channel.reconnect();
    }

    private Breaker.Effect failed(Breaker.Permit permit, String controlPoint, String cause) {
        Breaker.Effect effect = breaker.failed(permit, controlPoint, ticker.nanos());
        told(effect, cause);
        return effect;
    }

    private void told(Breaker.Effect effect, String cause) {
        if (effect == Breaker.Effect.OPENED) {
            LOG.log(System.Logger.Level.WARNING, LinkTexts.agentLost(address, cause));
        }
    }

    /** The cause for the log: the status and its root cause. */
    private static String cause(Throwable failure) {
        Status status = Status.fromThrowable(failure);
        Throwable bottom = status.getCause();
        while (bottom != null && bottom.getCause() != null) {
            bottom = bottom.getCause();
        }
        return status.getCode().name() + (bottom == null ? "" : ", " + bottom);
    }
}
