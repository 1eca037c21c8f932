package io.github.aperturecdi.flow.link;

import java.net.InetAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks the addresses of agents. gRPC would report a wrong address only at the first call. */
final class AgentAddress {

    private static final String DNS = "dns:///";
    private static final String UNIX = "unix:";

    /**
     * Underscores are allowed: host names in Compose files have them, though Internet hosts do not.
     */
    private static final Pattern HOST =
            Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?");

    private static final Pattern HOST_AND_PORT = Pattern.compile("([^:\\[\\]]*):(\\d{1,5})");

    private static final Pattern IPV6_AND_PORT =
            Pattern.compile("\\[([0-9A-Fa-f:.]+)(%[0-9A-Za-z._~-]+)?]:(\\d{1,5})");

    private static final Pattern BARE_IPV6 =
            Pattern.compile("[0-9A-Fa-f.]*:[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*(%.*)?");

    private static final int MAX_HOST = 253;

    /** The limit of the JDK on Linux. Other systems allow less. */
    private static final int MAX_PATH_BYTES = 106;

    private AgentAddress() {}

    /**
     * Checks an address.
     *
     * @param text {@code host:port} (an IPv6 address in brackets, with an optional zone), the same
     *     after {@code dns:///}, or {@code unix:/path} or {@code unix:///path}
     * @return {@code host:port} or {@code unix:/path}
     * @throws IllegalArgumentException if the text is not an address; the message completes the
     *     sentence "the value '...', which ..."
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
            if (path.getBytes(StandardCharsets.UTF_8).length > MAX_PATH_BYTES) {
                throw new IllegalArgumentException(
                        "has a path of more than " + MAX_PATH_BYTES + " bytes");
            }
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
        Matcher ipv6 = IPV6_AND_PORT.matcher(authority);
        Matcher named = HOST_AND_PORT.matcher(authority);
        if (ipv6.matches()) {
            requireIpv6(ipv6.group(1));
            requirePort(ipv6.group(3));
        } else if (named.matches()) {
            requireHost(named.group(1));
            requirePort(named.group(2));
        } else if (BARE_IPV6.matcher(authority).matches()) {
            throw new IllegalArgumentException(
                    "has an IPv6 address without brackets, as in [::1]:8089");
        } else {
            throw new IllegalArgumentException("is not host:port");
        }
        return authority;
    }

    private static void requireIpv6(String literal) {
        try {
            // A literal in brackets needs no DNS query.
            InetAddress.getByName("[" + literal + "]");
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("has no IPv6 address in its brackets", e);
        }
    }

    private static void requireHost(String host) {
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        if (name.isEmpty()) {
            throw new IllegalArgumentException("has no host");
        }
        if (name.length() > MAX_HOST) {
            throw new IllegalArgumentException("has a host of more than 253 characters");
        }
        for (String label : name.split("\\.", -1)) {
            if (!HOST.matcher(label).matches()) {
                throw new IllegalArgumentException(
                        "has a host that is not made of letters, digits, hyphens, underscores and dots");
            }
        }
    }

    private static void requirePort(String text) {
        int port = Integer.parseInt(text);
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("has no port from 1 to 65535");
        }
    }
}
