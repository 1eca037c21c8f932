package io.github.aperturecdi.flow.link;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where an agent is, and how it is spoken to.
 *
 * @param address {@code host:port}, where the host is resolved by DNS, {@code [::1]:port}, or
 *     {@code unix:/path}; {@code dns:///} before it is taken off
 * @param insecure true for plaintext, false for TLS
 * @param apiKey sent as {@code x-api-key} with every call; null for none
 * @param tls whom TLS trusts, and who this side is; not used in plaintext
 * @param coalesceEnds whether ends of one control point that wait together travel together
 */
public record AgentEndpoint(
        String address,
        boolean insecure,
        @Nullable String apiKey,
        AgentTls tls,
        boolean coalesceEnds) {

    /**
     * Checks what gRPC would take, and fail with, or log, later.
     *
     * @throws IllegalArgumentException if the address is none, or the API key has a character that
     *     no header can carry; the message does not show the key
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
     * Whether a text can be sent as an API key: visible ASCII characters, and at least one.
     *
     * @param text the text
     * @return false for one with a line break, a blank or a letter outside of ASCII
     */
    public static boolean isHeader(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c < 127);
    }

    /**
     * An endpoint with the JVM's trusted roots, whose ends travel together.
     *
     * @param address {@code host:port} or {@code unix:/path}
     * @param insecure true for plaintext, false for TLS
     * @param apiKey sent as {@code x-api-key} with every call; null for none
     */
    public AgentEndpoint(String address, boolean insecure, @Nullable String apiKey) {
        this(address, insecure, apiKey, AgentTls.JVM_ROOTS, true);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "AgentEndpoint["
                + address
                + (insecure ? ", plaintext" : ", TLS")
                + (apiKey == null ? "" : ", with an API key")
                + "]";
    }
}
