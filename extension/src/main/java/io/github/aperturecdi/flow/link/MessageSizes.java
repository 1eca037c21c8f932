package io.github.aperturecdi.flow.link;

import io.github.aperturecdi.internal.FirstOfEach;
import io.github.aperturecdi.proto.check.v1.CheckRequest;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The bounds of a check request and its reply. The log names each control point with a larger
 * request once. Labels make messages large, and a reply repeats each label, some several times.
 */
final class MessageSizes {

    /** The largest message that agents read. A larger one would only delay the others. */
    static final int MAX_REQUEST_BYTES = 4 << 20;

    /** Room for all labels, and again for those that three limiters count by, compressed or not. */
    static final int MAX_REPLY_BYTES = 16 << 20;

    /**
     * The texts of gRPC implementations about a message that is too large: gRPC in Java, Go, C++,
     * Python and JavaScript, tonic, .NET and Connect.
     */
    private static final Pattern SIZE =
            Pattern.compile(
                    "exceeds maximum size|exceeds the maximum configured|exceeded \\w+maxbytes"
                            + "|larger than (configured )?max|to a size larger than"
                            + "|too large|\\d+ bytes");

    /** The text of tonic (Rust), which uses another status. */
    private static final String OUT_OF_RANGE = "message length too large";

    /** gRPC's text about a proxy that accepts no body of that size. */
    private static final String CONTENT_TOO_LARGE = "HTTP status code 413";

    private static final System.Logger LOG = System.getLogger(AgentLink.class.getName());

    private final FirstOfEach<String> told = new FirstOfEach<>();

    /** Whether the request is larger than an agent reads. */
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

    /**
     * The status code of a failure. If gRPC fails to unpack a reply, it reports a cancellation with
     * the failure as the cause.
     */
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
     * The error that was thrown on this side while a request was sent or a reply was read. gRPC
     * reports an {@link Error} of the latter as a cancellation. All other failures of gRPC have a
     * status.
     *
     * @return the error; null if the agent or the network caused the failure
     */
    static @Nullable Throwable errorOfThisSide(Throwable failure) {
        if (!(failure instanceof StatusRuntimeException || failure instanceof StatusException)) {
            return failure;
        }
        Status status = Status.fromThrowable(failure);
        return status.getCode() == Status.Code.CANCELLED && status.getCause() instanceof Error error
                ? error
                : null;
    }

    /** Whether a failure is about the size of a message. */
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
