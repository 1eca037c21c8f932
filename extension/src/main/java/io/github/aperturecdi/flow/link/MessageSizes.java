package io.github.aperturecdi.flow.link;

import io.github.aperturecdi.internal.FirstOfEach;
import io.github.aperturecdi.proto.check.v1.CheckRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How large a question and its reply may be; the log names each control point once whose question
 * is larger. Labels make them large, and a reply repeats each of them, some several times.
 */
final class MessageSizes {

    /** No agent reads more as one message, and a larger one would only hold up the others. */
    static final int MAX_REQUEST_BYTES = 4 << 20;

    /** All labels, and again those that three limiters count by; compressed or not. */
    static final int MAX_REPLY_BYTES = 16 << 20;

    /**
     * What servers, and this library's agent, say of a message that is too large: gRPC in Java, Go,
     * C++, Python and JavaScript, tonic, .NET and Connect.
     */
    private static final Pattern SIZE =
            Pattern.compile(
                    "exceeds maximum size|exceeds the maximum configured|exceeded \\w+maxbytes"
                            + "|larger than (configured )?max|to a size larger than"
                            + "|too large|\\d+ bytes");

    /** Tonic, the one for Rust, gives it another status. */
    private static final String OUT_OF_RANGE = "message length too large";

    /** How gRPC tells of a proxy that takes no body of that size. */
    private static final String CONTENT_TOO_LARGE = "HTTP status code 413";

    private static final System.Logger LOG = System.getLogger(AgentLink.class.getName());

    private final FirstOfEach<String> told = new FirstOfEach<>();

    /** Whether the question exceeds what an agent reads. */
    boolean tooLarge(CheckRequest question) {
        int bytes = question.getSerializedSize();
        if (bytes <= MAX_REQUEST_BYTES) {
            return false;
        }
        if (told.is(question.getControlPoint())) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    LinkTexts.requestTooLarge(
                            question.getControlPoint(), bytes, MAX_REQUEST_BYTES));
        }
        return true;
    }

    /** What a failure says. One that gRPC has while it unpacks a reply comes as a cancellation. */
    static Status.Code code(Throwable failure) {
        return status(failure).getCode();
    }

    private static Status status(Throwable failure) {
        Status status = Status.fromThrowable(failure);
        boolean unpacking =
                status.getCode() == Status.Code.CANCELLED
                        && status.getCause() instanceof StatusRuntimeException;
        return unpacking ? Status.fromThrowable(status.getCause()) : status;
    }

    /**
     * What was thrown here, and not said by the agent: while a question is put, or a reply is read,
     * which gRPC takes for a cancellation.
     *
     * @return the error; null for what was said there
     */
    static @Nullable Error errorOfThisSide(Throwable failure) {
        if (failure instanceof Error error) {
            return error;
        }
        Status status = Status.fromThrowable(failure);
        return status.getCode() == Status.Code.CANCELLED && status.getCause() instanceof Error error
                ? error
                : null;
    }

    /** Whether a failure is one of the size of a message, and not of anything else. */
    static boolean isTooLarge(Throwable failure) {
        Status status = status(failure);
        @Nullable String said = status.getDescription();
        if (said == null) {
            return false;
        }
        String text = said.toLowerCase(Locale.ROOT);
        return switch (status.getCode()) {
            case RESOURCE_EXHAUSTED -> SIZE.matcher(text).find();
            case OUT_OF_RANGE -> text.contains(OUT_OF_RANGE);
            default -> said.startsWith(CONTENT_TOO_LARGE);
        };
    }
}
