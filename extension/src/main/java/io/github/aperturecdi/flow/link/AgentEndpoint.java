package io.github.aperturecdi.flow.link;

import org.jspecify.annotations.Nullable;

/**
 * Where an agent is, and how it is spoken to.
 *
 * @param address {@code host:port}; the host is resolved by DNS
 * @param insecure true for plaintext, false for TLS with the JVM's trusted roots
 * @param apiKey sent as {@code x-api-key} with every call; null for none
 */
public record AgentEndpoint(String address, boolean insecure, @Nullable String apiKey) {

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
