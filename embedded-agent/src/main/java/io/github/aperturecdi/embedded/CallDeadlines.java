package io.github.aperturecdi.embedded;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads the deadlines of calls in place of gRPC's server. That server ends a call at its deadline.
 * Bytes of the request that come later are not returned to the connection's flow control, so after
 * some such calls all calls of the connection stall. The client ends the call at its deadline
 * itself, and sends nothing more.
 *
 * <p>A timeout that gRPC does not allow is no deadline. gRPC's server would fail at it, log traces,
 * and serve no further call of the connection.
 */
final class CallDeadlines extends ServerStreamTracer.Factory {

    private static final Context.Key<Deadline> DEADLINE = Context.key("aperture-call-deadline");

    private static final Metadata.Key<String> TIMEOUT =
            Metadata.Key.of("grpc-timeout", Metadata.ASCII_STRING_MARSHALLER);

    /** The digits that gRPC's protocol allows. */
    private static final int MAX_DIGITS = 8;

    /** The deadline of the current call; null for none. */
    static @Nullable Deadline current() {
        return DEADLINE.get();
    }

    @Override
    public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
        String timeout = headers.get(TIMEOUT);
        headers.discardAll(TIMEOUT);
        TimeUnit unit = timeout == null ? null : unit(timeout);
        if (timeout == null || unit == null) {
            return new ServerStreamTracer() {};
        }
        long time = Long.parseLong(timeout, 0, timeout.length() - 1, 10);
        Deadline deadline = Deadline.after(time, unit);
        return new ServerStreamTracer() {
            @Override
            public Context filterContext(Context context) {
                return context.withValue(DEADLINE, deadline);
            }
        };
    }

    /** The unit of a timeout such as {@code 200m}; null for a timeout that gRPC does not allow. */
    private static @Nullable TimeUnit unit(String timeout) {
        int digits = timeout.length() - 1;
        if (digits < 1
                || digits > MAX_DIGITS
                || !timeout.chars().limit(digits).allMatch(each -> each >= '0' && each <= '9')) {
            return null;
        }
        return switch (timeout.charAt(digits)) {
            case 'n' -> TimeUnit.NANOSECONDS;
            case 'u' -> TimeUnit.MICROSECONDS;
            case 'm' -> TimeUnit.MILLISECONDS;
            case 'S' -> TimeUnit.SECONDS;
            case 'M' -> TimeUnit.MINUTES;
            case 'H' -> TimeUnit.HOURS;
            default -> null;
        };
    }
}
