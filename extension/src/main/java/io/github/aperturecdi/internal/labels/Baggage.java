package io.github.aperturecdi.internal.labels;

import io.github.aperturecdi.internal.HttpToken;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Reads the {@code baggage} header (W3C Baggage, 3.3): members {@code key=value;properties},
 * separated by commas. The header comes from outside, so malformed members are skipped one by one.
 * Members beyond the limits that every platform has to support (64 members, 8192 bytes) are
 * ignored.
 */
public final class Baggage {

    /** The name of the header. */
    public static final String HEADER = "baggage";

    static final int MAX_MEMBERS = 64;
    static final int MAX_BYTES = 8192;

    private Baggage() {}

    /**
     * Adds the entries of a header.
     *
     * @param header the value of the header; several headers are joined with commas
     * @param labels receives the entries; the later of two entries with the same key wins
     */
    public static void addAll(String header, Map<String, String> labels) {
        int begin = 0;
        for (int members = 0; members < MAX_MEMBERS && begin < header.length(); members++) {
            int comma = header.indexOf(',', begin);
            int end = comma < 0 ? header.length() : comma;
            if (end > MAX_BYTES) {
                return;
            }
            addMember(header.substring(begin, end), labels);
            begin = end + 1;
        }
    }

    private static void addMember(String member, Map<String, String> labels) {
        int semicolon = member.indexOf(';');
        String entry = semicolon < 0 ? member : member.substring(0, semicolon);
        int equals = entry.indexOf('=');
        if (equals < 0) {
            return;
        }
        String key = trimmed(entry.substring(0, equals));
        String value = trimmed(entry.substring(equals + 1));
        if (HttpToken.is(key) && isValue(value)) {
            if (LabelKeys.isUsable(key)) {
                labels.put(key, decoded(value));
            }
        }
    }

    private static String trimmed(String text) {
        int begin = 0;
        int end = text.length();
        while (begin < end && isBlank(text.charAt(begin))) {
            begin++;
        }
        while (begin < end && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(begin, end);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private static boolean isValue(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c >= 127 || c == '"' || c == ',' || c == ';' || c == '\\') {
                return false;
            }
            if (c == '%' && hex(text, i + 1) < 0) {
                return false;
            }
        }
        return true;
    }

    /** The value of two hexadecimal digits; negative if they are not hexadecimal. */
    private static int hex(String text, int at) {
        if (at + 2 > text.length()) {
            return -1;
        }
        int high = Character.digit(text.charAt(at), 16);
        int low = Character.digit(text.charAt(at + 1), 16);
        return high < 0 || low < 0 ? -1 : high * 16 + low;
    }

    /** Decodes a value. Invalid UTF-8 becomes U+FFFD, as the specification demands. */
    private static String decoded(String value) {
        if (value.indexOf('%') < 0) {
            return value;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '%') {
                bytes.write(hex(value, i + 1));
                i += 2;
            } else {
                bytes.write(c);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
