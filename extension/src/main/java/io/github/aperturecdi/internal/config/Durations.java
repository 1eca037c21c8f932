package io.github.aperturecdi.internal.config;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses durations: {@code 200ms}, {@code 2s}, {@code 5m}, {@code 1h}, {@code 7d} and ISO-8601. */
public final class Durations {

    /** The remedy for an invalid duration in messages. */
    public static final String REMEDY = "Write it as 200ms, 2s or PT0.2S.";

    /** A long holds nanoseconds for 292 years only; no wait needs more than a day. */
    private static final Duration MAX = Duration.ofDays(1);

    private static final Duration MAX_TIME_TO_LIVE = Duration.ofDays(7);

    private static final Pattern SIMPLE = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");

    private Durations() {}

    /**
     * Reads a positive duration of at most a day.
     *
     * @param text the duration, white space around it is ignored
     * @return the duration
     * @throws IllegalArgumentException if the text is invalid; the message completes the sentence
     *     "the value '...', which ..."
     */
    public static Duration positive(String text) {
        return positive(text, MAX, "is longer than a day");
    }

    /**
     * Reads a cached value's time to live: positive, and at most the 7 days for which an agent
     * keeps a value.
     *
     * @param text the duration, white space around it is ignored
     * @return the duration
     * @throws IllegalArgumentException if the text is invalid; the message completes the sentence
     *     "the value '...', which ..."
     */
    public static Duration timeToLive(String text) {
        return positive(
                text,
                MAX_TIME_TO_LIVE,
                "is longer than the 7 days for which an agent keeps a value at most");
    }

    private static Duration positive(String text, Duration max, String longer) {
        Duration duration = parse(text.strip());
        if (duration.isZero() || duration.isNegative()) {
            throw new IllegalArgumentException("is not positive");
        }
        if (duration.compareTo(max) > 0) {
            throw new IllegalArgumentException(longer);
        }
        return duration;
    }

    private static Duration parse(String text) {
        Matcher simple = SIMPLE.matcher(text.toLowerCase(Locale.ROOT));
        if (simple.matches()) {
            long amount = Long.parseLong(simple.group(1));
            return switch (simple.group(2)) {
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                case "h" -> Duration.ofHours(amount);
                default -> Duration.ofDays(amount);
            };
        }
        try {
            return Duration.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("is not a duration", e);
        }
    }
}
