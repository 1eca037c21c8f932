package io.github.aperturecdi.internal;

/** A token (RFC 9110, 5.6.2): the name of an HTTP header, and a key of W3C Baggage. */
public final class HttpToken {

    /** The characters that are neither letters nor digits. */
    private static final String MARKS = "!#$%&'*+-.^_`|~";

    private HttpToken() {}

    /**
     * Whether a text is a token.
     *
     * @param text the text
     * @return false for the empty text as well
     */
    public static boolean is(String text) {
        return !text.isEmpty()
                && text.chars()
                        .allMatch(
                                c ->
                                        c >= 'a' && c <= 'z'
                                                || c >= 'A' && c <= 'Z'
                                                || c >= '0' && c <= '9'
                                                || MARKS.indexOf(c) >= 0);
    }
}
