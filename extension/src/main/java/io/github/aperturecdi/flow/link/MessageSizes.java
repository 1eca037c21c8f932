package io.github.aperturecdi.flow.link;

import io.github.aperturecdi.flow.Messages;
import io.github.aperturecdi.proto.check.v1.CheckRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How large a question and its reply may be; the log names each control point once where one is
 * larger. Labels make them large, and a reply repeats each of them, some several times.
 */
final class MessageSizes {

    /** No agent reads more as one message, and a larger one would only hold up the others. */
    static final int MAX_REQUEST_BYTES = 4 << 20;

    /** All labels, and again those that three limiters count by; compressed or not. */
    static final int MAX_REPLY_BYTES = 16 << 20;

    /** Names may be made at run time, and keeping them must not fill the memory. */
    private static final int MAX_CONTROL_POINTS = 1_000;

    private static final System.Logger LOG = System.getLogger(AgentLink.class.getName());

    private final Set<String> told = ConcurrentHashMap.newKeySet();

    /** Whether nobody would read it. */
    boolean tooLarge(CheckRequest question) {
        int bytes = question.getSerializedSize();
        if (bytes <= MAX_REQUEST_BYTES) {
            return false;
        }
        if (first(question.getControlPoint())) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    Messages.requestTooLarge(question.getControlPoint(), bytes, MAX_REQUEST_BYTES));
        }
        return true;
    }

    /** A check failed; by its size, perhaps. */
    void failed(String controlPoint, Throwable failure) {
        boolean refused = code(failure) == Status.Code.RESOURCE_EXHAUSTED;
        if (refused && first(controlPoint)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    Messages.messageRefused(controlPoint, MAX_REPLY_BYTES));
        }
    }

    /** What a failure says. One that gRPC has while it unpacks a reply comes as a cancellation. */
    static Status.Code code(Throwable failure) {
        Status status = Status.fromThrowable(failure);
        boolean unpacking =
                status.getCode() == Status.Code.CANCELLED
                        && status.getCause() instanceof StatusRuntimeException;
        return unpacking ? Status.fromThrowable(status.getCause()).getCode() : status.getCode();
    }

    private boolean first(String controlPoint) {
        return told.size() < MAX_CONTROL_POINTS && told.add(controlPoint);
    }
}
