package io.github.aperturecdi.embedded.policy;

/**
 * How large a regular expression becomes when it is compiled: each repetition is written out, and
 * repetitions within each other multiply.
 */
final class RegexSize {

    /** A few megabytes. */
    static final long MOST = 50_000;

    /** How many groups may be within each other. */
    static final int MAX_DEPTH = 100;

    private final String regex;
    private int at;

    private RegexSize(String regex) {
        this.regex = regex;
    }

    /** The size in steps, at least; {@link Long#MAX_VALUE} for groups that nest too deep. */
    static long of(String regex) {
        return regex.length() > MOST ? regex.length() : new RegexSize(regex).group(0);
    }

    /** The size up to the end of the group. */
    private long group(int depth) {
        if (depth > MAX_DEPTH) {
            return Long.MAX_VALUE;
        }
        long size = 0;
        long last = 0;
        while (at < regex.length()) {
            char c = regex.charAt(at++);
            if (c == ')') {
                return size;
            }
            if (c == '{') {
                long times = times();
                size = size - last + product(last, times);
                last = product(last, times);
            } else {
                last = c == '(' ? Math.max(1, group(depth + 1)) : atom(c);
                size += last;
            }
            if (size < 0 || size > MOST) {
                at = regex.length();
                return Long.MAX_VALUE;
            }
        }
        return size;
    }

    private long atom(char c) {
        if (c == '\\') {
            at++;
        } else if (c == '[') {
            // A bracket at the beginning stands for itself.
            int end = regex.indexOf(']', at + 1);
            at = end < 0 ? regex.length() : end + 1;
        }
        return 1;
    }

    /** The most repetitions in braces; 1 when they are no repetition. */
    private long times() {
        int end = regex.indexOf('}', at);
        String[] bounds = end < 0 ? new String[0] : regex.substring(at, end).split(",", 2);
        long most = 1;
        for (String bound : bounds) {
            if (!bound.matches("\\d{0,9}")) {
                return 1;
            }
            most = Math.max(most, bound.isEmpty() ? 1 : Long.parseLong(bound));
        }
        at = end < 0 ? at : end + 1;
        return most;
    }

    private static long product(long size, long times) {
        return Math.min(MOST + 1, size * Math.min(times, MOST + 1));
    }
}
