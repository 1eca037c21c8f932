package io.github.aperturecdi.flow.link;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The address of an agent and the settings of the connection to it.
 *
 * @param address {@code host:port}, where the host is resolved by DNS, {@code [::1]:port}, or
 *     {@code unix:/path}; a leading {@code dns:///} is removed
 * @param insecure true for plaintext, false for TLS
 * @param apiKey the value of the header {@code x-api-key} of every call; null for none
 * @param tls the trusted roots and the client certificate; not used in plaintext
 * @param coalesceEnds whether one call reports all waiting ends of a control point
 */
public record AgentEndpoint(
        String address,
        boolean insecure,
        @Nullable String apiKey,
        AgentTls tls,
        boolean coalesceEnds) {

    /**
     * Checks the values. gRPC would accept invalid ones here, and fail or log an error later.
     *
     * @throws IllegalArgumentException if the address is invalid, or the API key has a character
     *     that a header cannot contain; the message does not show the key
     */
    public AgentEndpoint {
        Objects.requireNonNull(tls, "tls");
        try {
            address = AgentAddress.check(Objects.requireNonNull(address, "address"));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(LinkTexts.badAddress(address, e.getMessage()), e);
        }
        if (apiKey != null && !isHeader(apiKey)) {
            throw new IllegalArgumentException(LinkTexts.badApiKey());
        }
    }

    /**
     * Checks an address and writes it in one form.
     *
     * @param text {@code host:port} (an IPv6 address in brackets, with an optional zone), the same
     *     after {@code dns:///}, or {@code unix:/path} or {@code unix:///path}
     * @return {@code host:port} or {@code unix:/path}
     * @throws IllegalArgumentException if the text is not an address; the message completes the
     *     sentence "the value '...', which ..."
     */
    public static String checkedAddress(String text) {
        return AgentAddress.check(text);
    }

    /**
     * Whether a text can be sent as an API key: visible ASCII characters, and at least one.
     *
     * @param text the text
     * @return false for a text with a line break, a blank or a letter outside of ASCII
     */
    public static boolean isHeader(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c < 127);
    }

    /**
     * Creates an endpoint with the JVM's trusted roots, and with one call for all waiting ends of a
     * control point.
     *
     * @param address {@code host:port} or {@code unix:/path}
     * @param insecure true for plaintext, false for TLS
     * @param apiKey the value of the header {@code x-api-key} of every call; null for none
     */
    public AgentEndpoint(String address, boolean insecure, @Nullable String apiKey) {
        this(address, insecure, apiKey, AgentTls.JVM_ROOTS, true);
    }

    /** The text leaves out the key. */
    @Override
    public String toString() {
        return "AgentEndpoint["
                + address
                + (insecure ? ", plaintext" : ", TLS")
                + (apiKey == null ? "" : ", with an API key")
                + "]";
    }
}
