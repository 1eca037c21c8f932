package io.github.aperturecdi.embedded.internal.engine;

import org.jspecify.annotations.Nullable;

/** Reads the numbers in labels. */
final class LabelNumbers {

    /** The longest text that is read as a number. */
    private static final int MAX_LENGTH = 400;

    private LabelNumbers() {}

    /**
     * Reads a finite number of at least 0. In Aperture's agent, a negative number of tokens fills a
     * bucket, and a NaN makes it admit every flow.
     *
     * @param otherwise the result for any other text
     */
    static double notNegative(@Nullable String text, double otherwise) {
        double number = number(text, otherwise);
        // Adding 0.0 turns -0.0 into 0.0.
        return number >= 0 && number <= Double.MAX_VALUE ? number + 0.0 : otherwise;
    }

    /** Reads any number that Aperture's agent reads, including NaN and infinity. */
    static double any(@Nullable String text, double otherwise) {
        if (text == null) {
            return otherwise;
        }
        boolean signed = text.startsWith("+") || text.startsWith("-");
        String unsigned = signed ? text.substring(1) : text;
        if (!signed && unsigned.equalsIgnoreCase("nan")) {
            return Double.NaN;
        }
        if (unsigned.equalsIgnoreCase("inf") || unsigned.equalsIgnoreCase("infinity")) {
            return text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        return number(text, otherwise);
    }

    private static double number(@Nullable String text, double otherwise) {
        if (text == null || text.isEmpty() || text.length() > MAX_LENGTH) {
            return otherwise;
        }
        // Java also reads "1d" and " 1 ", Aperture's agent does not.
        char last = text.charAt(text.length() - 1);
        if (text.charAt(0) <= ' ' || last != '.' && (last < '0' || last > '9')) {
            return otherwise;
        }
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }
}
