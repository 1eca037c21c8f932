package io.github.aperturecdi.redis;

import io.github.aperturecdi.embedded.store.StoreSettings;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StaticCredentialsProvider;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the server is and how it is entered.
 *
 * @param kind one server, servers behind Sentinel, or a cluster
 * @param tls whether connections are encrypted
 * @param hosts the servers, or the sentinels
 * @param user the user; null for the default user
 * @param password the password; null for none
 * @param database the number of the database
 * @param master the name of the master at Sentinel; null for other kinds
 * @param sentinelAuth whether sentinels get the user and password as well
 */
record RedisAddress(
        Kind kind,
        boolean tls,
        List<Host> hosts,
        @Nullable String user,
        @Nullable String password,
        int database,
        @Nullable String master,
        boolean sentinelAuth) {

    /** How servers are found. */
    enum Kind {
        SINGLE("", 6379),
        SENTINEL("-sentinel", 26379),
        CLUSTER("-cluster", 6379);

        private final String suffix;
        private final int port;

        Kind(String suffix, int port) {
            this.suffix = suffix;
            this.port = port;
        }
    }

    /** A host name or IP address with a port. */
    record Host(String name, int port) {
        @Override
        public String toString() {
            return (name.contains(":") ? "[" + name + "]" : name) + ":" + port;
        }
    }

    private static final Pattern SCHEME =
            Pattern.compile(
                    "(redis|rediss|valkey|valkeys)(-sentinel|-cluster|)://(.*)",
                    Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Set<String> TLS = Set.of("rediss", "valkeys");
    private static final Pattern REST =
            Pattern.compile("([^/?#]*)(?:/([^?#]*))?(?:\\?([^#]*))?(?:#(.*))?");
    private static final Pattern HOST =
            Pattern.compile("(?:\\[([0-9A-Fa-f:.%]+)]|([^\\s:\\[\\]]+))(?::(\\d{1,5}))?");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,6}");

    static boolean accepts(String uri) {
        return SCHEME.matcher(uri.strip()).matches();
    }

    /**
     * Reads the address of a store. The settings' user and password come before those in the
     * address.
     *
     * @throws IllegalArgumentException if the address is wrong
     */
    static RedisAddress of(StoreSettings settings) {
        String uri = settings.uri().strip();
        int at = uri.lastIndexOf('@');
        Matcher scheme = SCHEME.matcher(uri);
        String shown = shown(uri, at);
        if (!scheme.matches()) {
            throw bad(shown, "the scheme is unknown");
        }
        Kind kind = kind(scheme.group(2));
        String rest = at < 0 ? scheme.group(3) : uri.substring(at + 1);
        Matcher parts = REST.matcher(rest);
        if (!parts.matches()) {
            throw bad(shown, "it has a line break");
        }
        String userInfo = at < 0 ? "" : uri.substring(scheme.start(3), at);
        int colon = userInfo.indexOf(':');
        String user = colon < 0 ? "" : decoded(userInfo.substring(0, colon), shown);
        String password = decoded(userInfo.substring(colon + 1), shown);
        boolean sentinelAuth = false;
        String master = parts.group(4) == null ? "" : decoded(parts.group(4), shown);
        for (String parameter :
                parts.group(3) == null ? new String[0] : parts.group(3).split("&")) {
            if (kind == Kind.SENTINEL && parameter.equals("sentinel-auth=true")) {
                sentinelAuth = true;
            } else if (kind == Kind.SENTINEL && parameter.startsWith("master=")) {
                master = decoded(parameter.substring("master=".length()), shown);
            } else {
                throw bad(
                        shown,
                        "the parameter '" + parameter.replaceAll("=.*", "") + "' is unknown");
            }
        }
        RedisAddress address =
                new RedisAddress(
                        kind,
                        TLS.contains(scheme.group(1).toLowerCase(Locale.ROOT)),
                        hosts(parts.group(1), kind, shown),
                        firstOf(settings.username(), user),
                        firstOf(settings.password(), password),
                        database(parts.group(2), kind, shown),
                        master.isEmpty() ? null : master,
                        sentinelAuth);
        address.check(shown);
        return address;
    }

    private void check(String shown) {
        if (kind == Kind.SENTINEL && master == null) {
            throw bad(shown, "the name of the master is missing");
        }
        if (kind != Kind.SENTINEL && master != null) {
            throw bad(shown, "only an address of Sentinel has a part after '#'");
        }
        if (kind == Kind.SINGLE && hosts.size() > 1) {
            throw bad(shown, "it names several servers, and neither Sentinel nor a cluster");
        }
        if (user != null && password == null) {
            throw new IllegalArgumentException(RedisTexts.userWithoutPassword(shown));
        }
    }

    /** The address as messages show it: without user, password and parameters. */
    private static String shown(String uri, int at) {
        String shown = uri;
        if (at >= 0) {
            int begin = uri.indexOf("://");
            String scheme = begin < 0 || begin > at ? "" : uri.substring(0, begin + 3);
            shown = scheme + "..." + uri.substring(at);
        }
        return shown.replaceFirst("\\?[^#]*", "?...");
    }

    /** Where the '@' was forgotten, a password stands in the place of the port. */
    private static String withoutPort(String shown) {
        return shown.replaceFirst("^([^@:]*://[^@:]*):[^@]*$", "$1:...");
    }

    private static Kind kind(String suffix) {
        for (Kind kind : Kind.values()) {
            if (kind.suffix.equalsIgnoreCase(suffix)) {
                return kind;
            }
        }
        throw new AssertionError(suffix);
    }

    private static List<Host> hosts(String text, Kind kind, String shown) {
        List<Host> hosts = new ArrayList<>();
        for (String each : text.split(",", -1)) {
            Matcher host = HOST.matcher(each.strip());
            if (!host.matches()) {
                throw bad(
                        withoutPort(shown),
                        each.isBlank() ? "the host is missing" : "a host is malformed");
            }
            int port = host.group(3) == null ? kind.port : Integer.parseInt(host.group(3));
            if (port < 1 || port > 65535) {
                throw bad(shown, "the port " + port + " is not between 1 and 65535");
            }
            hosts.add(new Host(host.group(1) == null ? host.group(2) : host.group(1), port));
        }
        return List.copyOf(hosts);
    }

    private static int database(@Nullable String path, Kind kind, String shown) {
        if (path == null || path.isEmpty()) {
            return 0;
        }
        if (!NUMBER.matcher(path).matches()) {
            throw bad(shown, "the part after '/' is not the number of a database");
        }
        int database = Integer.parseInt(path);
        if (kind == Kind.CLUSTER && database != 0) {
            throw bad(shown, "a cluster has only the database 0");
        }
        return database;
    }

    private static String decoded(String text, String shown) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException wrong) {
            // Without the cause, which shows the value.
            throw bad(shown, "a '%' is not followed by two hexadecimal digits (write it as %25)");
        }
    }

    private static @Nullable String firstOf(@Nullable String configured, String inAddress) {
        if (configured != null && !configured.isEmpty()) {
            return configured;
        }
        return inAddress.isEmpty() ? null : inAddress;
    }

    private static IllegalArgumentException bad(String shown, String reason) {
        return new IllegalArgumentException(RedisTexts.badAddress(shown, reason));
    }

    /** The address without user and password. */
    String description() {
        StringBuilder text = new StringBuilder(tls ? "rediss" : "redis").append(kind.suffix);
        text.append("://").append(String.join(",", hosts.stream().map(Host::toString).toList()));
        if (database != 0) {
            text.append('/').append(database);
        }
        return master == null ? text.toString() : text.append('#').append(master).toString();
    }

    /** Hides the password. */
    @Override
    public String toString() {
        return description();
    }

    /** The servers, for the client: one, or all nodes of a cluster that are named. */
    List<RedisURI> uris(Duration timeout) {
        if (kind != Kind.SENTINEL) {
            List<RedisURI> servers =
                    hosts.stream().map(host -> enter(server(host, timeout))).toList();
            servers.forEach(server -> server.setDatabase(database));
            return servers;
        }
        RedisURI all = enter(new RedisURI());
        all.setTimeout(timeout);
        all.setSsl(tls);
        all.setDatabase(database);
        all.setSentinelMasterId(master);
        for (Host host : hosts) {
            RedisURI sentinel = server(host, timeout);
            sentinel.setSentinelMasterId(master);
            all.getSentinels().add(sentinelAuth ? enter(sentinel) : sentinel);
        }
        return List.of(all);
    }

    private RedisURI server(Host host, Duration timeout) {
        RedisURI uri = RedisURI.create(host.name(), host.port());
        uri.setSsl(tls);
        uri.setTimeout(timeout);
        return uri;
    }

    private RedisURI enter(RedisURI uri) {
        if (password != null) {
            uri.setCredentialsProvider(new StaticCredentialsProvider(user, password.toCharArray()));
        }
        return uri;
    }
}
