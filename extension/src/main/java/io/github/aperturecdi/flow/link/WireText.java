package io.github.aperturecdi.flow.link;

/**
 * Replaces parts of a text that cannot be sent. Half a surrogate pair has no UTF-8. Protobuf would
 * replace it by a question mark and log a stack trace each time, which any client could cause.
 */
final class WireText {

    private static final char REPLACEMENT = '\uFFFD';

    private WireText() {}

    static String text(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return repaired(text);
            }
        }
        return text;
    }

    private static String repaired(String text) {
        StringBuilder repaired = new StringBuilder(text.length());
        text.codePoints()
                .map(
                        c ->
                                c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE
                                        ? REPLACEMENT
                                        : c)
                .forEach(repaired::appendCodePoint);
        return repaired.toString();
    }
}
