package io.github.aperturecdi.config;

import java.net.URI;
import java.net.URISyntaxException;

/** Checks addresses of agents before gRPC sees them, whose own errors come with the first call. */
final class AgentAddress {

    private static final String DNS = "dns:///";

    private AgentAddress() {}

    /**
     * Checks an address.
     *
     * @param text {@code host:port} (an IPv6 address in brackets), or the same behind {@code
     *     dns:///}
     * @return {@code host:port}
     * @throws IllegalArgumentException if it is neither; the message completes the sentence "the
     *     value '...', which ..."
     */
    static String check(String text) {
        String authority = text.startsWith(DNS) ? text.substring(DNS.length()) : text;
        if (authority.contains("://")) {
            throw new IllegalArgumentException("is a URL");
        }
        URI uri;
        try {
            uri = new URI("agent", authority, null, null, null);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("is not host:port", e);
        }
        if (uri.getHost() == null || uri.getUserInfo() != null) {
            throw new IllegalArgumentException("is not host:port");
        }
        if (uri.getPort() < 1 || uri.getPort() > 65_535) {
            throw new IllegalArgumentException("has no port from 1 to 65535");
        }
        return authority;
    }
}
