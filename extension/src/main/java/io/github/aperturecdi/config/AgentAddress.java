package io.github.aperturecdi.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.InvalidPathException;

/** Checks addresses of agents before gRPC sees them, whose own errors come with the first call. */
final class AgentAddress {

    private static final String DNS = "dns:///";
    private static final String UNIX = "unix:";

    private AgentAddress() {}

    /**
     * Checks an address.
     *
     * @param text {@code host:port} (an IPv6 address in brackets), the same behind {@code dns:///},
     *     or {@code unix:/path} or {@code unix:///path}
     * @return {@code host:port} or {@code unix:/path}
     * @throws IllegalArgumentException if it is none; the message completes the sentence "the value
     *     '...', which ..."
     */
    static String check(String text) {
        return text.startsWith(UNIX) ? UNIX + path(text.substring(UNIX.length())) : authority(text);
    }

    private static String path(String text) {
        String path = text.startsWith("///") ? text.substring(2) : text;
        try {
            if (!path.startsWith("/") || path.startsWith("//") || path.length() == 1) {
                throw new IllegalArgumentException("has no absolute path");
            }
            UnixDomainSocketAddress.of(path);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("has no absolute path", e);
        }
        return path;
    }

    private static String authority(String text) {
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
