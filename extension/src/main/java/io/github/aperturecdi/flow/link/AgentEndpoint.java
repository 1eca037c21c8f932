package io.github.aperturecdi.flow.link;

import org.jspecify.annotations.Nullable;

/**
 * Where an agent is, and how it is spoken to.
 *
 * @param address {@code host:port}, where the host is resolved by DNS, or {@code unix:/path}
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
