package io.github.aperturecdi.embedded.internal.policy;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads durations as the controller does. It accepts durations of protobuf's JSON, which are in
 * seconds ("0.5s"), and refuses those of Go ("1m30s", "500ms").
 */
final class PolicyDurations {

    private static final Pattern SECONDS =
            Pattern.compile("[-+]?((0|[1-9]\\d*)(\\.\\d{0,9})?|\\.\\d{1,9})s");

    private static final Pattern PART_OF_GO =
            Pattern.compile("(\\d+(?:\\.\\d*)?|\\.\\d+)(ns|us|µs|μs|ms|s|m|h)");

    private static final Map<String, BigDecimal> SECONDS_OF_GO =
            Map.of(
                    "ns", new BigDecimal("0.000000001"),
                    "us", new BigDecimal("0.000001"),
                    "µs", new BigDecimal("0.000001"),
                    "μs", new BigDecimal("0.000001"),
                    "ms", new BigDecimal("0.001"),
                    "s", BigDecimal.ONE,
                    "m", BigDecimal.valueOf(60),
                    "h", BigDecimal.valueOf(3600));

    /** The longest text that is read as a duration. */
    private static final int MAX_LENGTH = 64;

    private static final BigDecimal MAX_SECONDS = BigDecimal.valueOf(Long.MAX_VALUE, 9);

    private PolicyDurations() {}

    /**
     * Reads a duration.
     *
     * @return the duration, which may be negative; null when the text is not a duration, or stands
     *     for more than about 290 years
     */
    static @Nullable Duration parse(String text) {
        if (text.length() > MAX_LENGTH || !SECONDS.matcher(text).matches()) {
            return null;
        }
        BigDecimal seconds = new BigDecimal(text.substring(0, text.length() - 1));
        return seconds.abs().compareTo(MAX_SECONDS) > 0
                ? null
                : Duration.ofNanos(seconds.movePointRight(9).longValueExact());
    }

    /**
     * Suggests a valid text.
     *
     * @return the seconds of a duration of Go, or a general example
     */
    static String remedy(String text) {
        BigDecimal seconds = BigDecimal.ZERO;
        Matcher parts = PART_OF_GO.matcher(text.length() > MAX_LENGTH ? "" : text);
        int at = 0;
        while (parts.find() && parts.start() == at) {
            at = parts.end();
            seconds =
                    seconds.add(
                            new BigDecimal(parts.group(1))
                                    .multiply(SECONDS_OF_GO.get(parts.group(2))));
        }
        String written = seconds.stripTrailingZeros().toPlainString() + "s";
        return at > 0 && at == text.length() && parse(written) != null
                ? written
                : "30s or 0.5s, always in seconds";
    }
}
