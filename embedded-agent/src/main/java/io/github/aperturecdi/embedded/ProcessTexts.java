package io.github.aperturecdi.embedded;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The messages of the agent's process and of its gRPC service. Ids: 260 to 269. */
final class ProcessTexts {

    /** Above the lines of the control points. What the process prints of itself has no id. */
    static final String SUMMARY = "Flows since the start, by their spans:";

    static final String OTHER_CONTROL_POINTS = "(other control points)";

    private static final double NANOS_PER_MILLI = 1e6;

    private ProcessTexts() {}

    /**
     * The line that the process prints when it is ready. Scripts wait for it, so it has no id.
     *
     * @param store where limits are counted; null for this process
     */
    static String listening(String address, String policies, @Nullable String store) {
        return "Aperture agent listening on "
                + address
                + ", policies of "
                + policies
                + (store == null ? "" : ", limits counted in " + store);
    }

    /**
     * A control point's line of the summary.
     *
     * @param nanos how long flows that ran took on average; NaN if that is not known
     */
    static String flows(String controlPoint, long flows, long refused, double nanos) {
        String average =
                Double.isNaN(nanos)
                        ? ""
                        : String.format(
                                Locale.ROOT, ", %.1f ms on average", nanos / NANOS_PER_MILLI);
        return "%n  %s: %s flows, %s refused%s".formatted(controlPoint, flows, refused, average);
    }

    static String notOfFlows(long spans) {
        return "%n  %s spans that do not describe a flow".formatted(spans);
    }

    static String badArgument(String argument, String problem) {
        return """
                APERTURE-260: The argument '%s' %s. See the usage below."""
                .formatted(argument, problem);
    }

    static String cannotListen(String address, Exception cause) {
        return """
                APERTURE-261: The agent cannot listen on %s (%s). If the port is in use, choose \
                another one with --port."""
                .formatted(address, cause.getMessage());
    }

    static String tooLarge(int bytes, int most) {
        return """
                APERTURE-262: The request has %s bytes, and an Aperture agent takes at most %s. \
                Send fewer or shorter labels, or smaller cache values."""
                .formatted(bytes, most);
    }
}
