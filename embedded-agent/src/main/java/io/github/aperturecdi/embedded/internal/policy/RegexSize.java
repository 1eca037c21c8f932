package io.github.aperturecdi.embedded.internal.policy;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Estimates the size of a compiled regular expression. Compilation expands each repetition, and
 * nested repetitions multiply.
 */
final class RegexSize {

    /** The largest accepted size in steps: a few megabytes. */
    static final long MOST = 50_000;

    /** The limit on nested groups. */
    static final int MAX_DEPTH = 100;

    /**
     * An element that a following repetition skips: the repetition applies to the element in front
     * of it.
     */
    private static final Pattern NOTHING = Pattern.compile("\\(\\?[a-zA-Z-]*\\)|\\\\Q\\\\E");

    /** The size of a class of Unicode, such as {@code \pL}. Repetitions share it. */
    private static final long UNICODE_CLASS = 50;

    /** The longest text between the braces of a repetition: two numbers. */
    private static final int MAX_TIMES = 19;

    private final String regex;
    private int at;
    private long unicodeClasses;

    private RegexSize(String regex) {
        this.regex = regex;
    }

    /** The minimum size in steps; {@link Long#MAX_VALUE} for groups that are nested too deeply. */
    static long of(String regex) {
        if (regex.length() > MOST) {
            return regex.length();
        }
        RegexSize size = new RegexSize(regex);
        long steps = size.group(0);
        return steps > MOST ? steps : steps + size.unicodeClasses * UNICODE_CLASS;
    }

    /** The size up to the end of the group. */
    private long group(int depth) {
        if (depth > MAX_DEPTH) {
            return Long.MAX_VALUE;
        }
        long size = 0;
        long last = 0;
        while (at < regex.length()) {
            Matcher nothing = NOTHING.matcher(regex).region(at, regex.length());
            if (nothing.lookingAt()) {
                at = nothing.end();
                continue;
            }
            char c = regex.charAt(at++);
            if (c == ')' && depth > 0) {
                return size;
            }
            long times = c == '{' ? times() : 0;
            if (times > 0) {
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
        if (c == '\\' && regex.startsWith("Q", at)) {
            int start = at;
            at = after("\\E", at);
            return at - start;
        }
        if (c == '\\') {
            skipEscaped();
        } else if (c == '[') {
            skipClass();
        }
        return 1;
    }

    private void skipEscaped() {
        unicodeClasses += regex.startsWith("p", at) || regex.startsWith("P", at) ? 1 : 0;
        at++;
    }

    /**
     * Skips a character class. A bracket at its beginning stands for itself, and so does an escaped
     * one.
     */
    private void skipClass() {
        at += regex.startsWith("^", at) ? 1 : 0;
        int start = at;
        while (at < regex.length()) {
            char c = regex.charAt(at++);
            if (c == ']' && at > start + 1) {
                return;
            }
            if (c == '\\') {
                skipEscaped();
            } else if (c == '[' && regex.startsWith(":", at)) {
                at = after(":]", at + 1);
            }
        }
    }

    private int after(String end, int from) {
        int found = regex.indexOf(end, from);
        return found < 0 ? regex.length() : found + end.length();
    }

    /**
     * The maximum number of repetitions in braces; 0 when the braces are no repetition and stand
     * for themselves.
     */
    private long times() {
        String braces = regex.substring(at, Math.min(regex.length(), at + MAX_TIMES + 1));
        int end = braces.indexOf('}');
        if (end < 0) {
            return 0;
        }
        long most = 1;
        for (String bound : braces.substring(0, end).split(",", 2)) {
            if (!bound.matches("\\d{0,9}")) {
                return 0;
            }
            most = Math.max(most, bound.isEmpty() ? 1 : Long.parseLong(bound));
        }
        at += end + 1;
        return most;
    }

    private static long product(long size, long times) {
        return Math.min(MOST + 1, size * Math.min(times, MOST + 1));
    }
}
