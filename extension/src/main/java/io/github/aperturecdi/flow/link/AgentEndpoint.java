package io.github.aperturecdi.flow.link;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where an agent is, and how it is spoken to.
 *
 * @param address {@code host:port}; the host is resolved by DNS
 * @param security plaintext or TLS
 * @param apiKey sent as {@code x-api-key} with every call; null for none
 * @param coalesceEnds whether ends of one control point that wait together travel in one call
 */
public record AgentEndpoint(
        String address, Security security, @Nullable String apiKey, boolean coalesceEnds) {

    /** How the connection is secured. */
    public sealed interface Security {}

    /** Not at all. */
    public record Plaintext() implements Security {}

    /**
     * TLS.
     *
     * @param rootCertificates a PEM file of the trusted roots; null for the JVM's
     * @param clientCertificate a PEM file of this side's certificate chain; null for none
     * @param clientKey a PEM file of this side's private key; null for none
     */
    public record Tls(
            @Nullable Path rootCertificates,
            @Nullable Path clientCertificate,
            @Nullable Path clientKey)
            implements Security {}

    /**
     * Without client certificate or roots of its own, and with ends that travel together.
     *
     * @param address {@code host:port}
     * @param insecure true for plaintext, false for TLS with the JVM's trusted roots
     * @param apiKey sent as {@code x-api-key} with every call; null for none
     */
    public AgentEndpoint(String address, boolean insecure, @Nullable String apiKey) {
        this(address, insecure ? new Plaintext() : new Tls(null, null, null), apiKey, true);
    }

    /**
     * Whether the connection is plaintext.
     *
     * @return true without TLS
     */
    public boolean insecure() {
        return security instanceof Plaintext;
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "AgentEndpoint["
                + address
                + (insecure() ? ", plaintext" : ", TLS")
                + (apiKey == null ? "" : ", with an API key")
                + "]";
    }
}
