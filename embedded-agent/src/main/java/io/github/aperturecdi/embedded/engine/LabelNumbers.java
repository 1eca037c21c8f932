package io.github.aperturecdi.embedded.engine;

import org.jspecify.annotations.Nullable;

/** Reads the numbers in labels. */
final class LabelNumbers {

    /** Longer texts are no numbers that anybody means. */
    private static final int MAX_LENGTH = 400;

    private LabelNumbers() {}

    /**
     * A finite number of at least 0. Aperture's agent lets a negative number of tokens fill a
     * bucket, and a NaN open it to everybody.
     *
     * @param otherwise what anything else counts as
     */
    static double notNegative(@Nullable String text, double otherwise) {
        double number = number(text, otherwise);
        // The sum turns -0.0 into 0.0.
        return number >= 0 && number <= Double.MAX_VALUE ? number + 0.0 : otherwise;
    }

    /** As {@link #notNegative}, and more than 0. */
    static double positive(@Nullable String text, double otherwise) {
        double number = notNegative(text, otherwise);
        return number > 0 ? number : otherwise;
    }

    /** Any number that Aperture's agent reads, also a NaN and an infinite one. */
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
