package io.github.aperturecdi.config;

import io.github.aperturecdi.flow.FlowControlBuilder;
import io.github.aperturecdi.flow.Mode;
import io.github.aperturecdi.flow.OnUnreachable;
import io.github.aperturecdi.flow.link.AgentAddress;
import io.github.aperturecdi.labels.Baggage;
import io.github.aperturecdi.labels.LabelKeys;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How each kind of value is read. Exceptions complete the sentence "the value '...', which ...".
 */
final class Values {

    private Values() {}

    static boolean bool(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("is neither true nor false");
        };
    }

    static Mode mode(String text) {
        try {
            return Mode.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("is none of enforce, shadow and off", e);
        }
    }

    static OnUnreachable onUnreachable(String text) {
        try {
            return OnUnreachable.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("is neither admit nor reject", e);
        }
    }

    /** Negative ones are reserved, see the Jakarta Interceptors specification, 5.1. */
    static OptionalInt priority(String text) {
        int priority;
        try {
            priority = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("is no whole number", e);
        }
        if (priority < 0) {
            throw new IllegalArgumentException("is negative");
        }
        return OptionalInt.of(priority);
    }

    static int count(String text) {
        int count;
        try {
            count = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("is no whole number up to 2147483647", e);
        }
        if (count <= 0) {
            throw new IllegalArgumentException("is not positive");
        }
        return count;
    }

    static Set<String> list(String text) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** What used to switch baggage on is no key; what used to switch it off still does. */
    static Set<String> baggage(String text) {
        if (text.equalsIgnoreCase("false")) {
            return Set.of();
        }
        if (text.equalsIgnoreCase("true")) {
            throw new IllegalArgumentException("is no list of keys");
        }
        Set<String> keys = list(text);
        for (String key : keys) {
            if (LabelKeys.isReserved(key)) {
                throw new IllegalArgumentException("has '" + key + "', which is a reserved key");
            }
            if (key.contains(LabelConfig.EVERY_KEY) && !key.equals(LabelConfig.EVERY_KEY)) {
                throw new IllegalArgumentException(
                        "has '" + key + "', and no part of a key may stand for others");
            }
        }
        return keys;
    }

    static int maxLabelLength(String text) {
        int length;
        try {
            length = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("is no whole number that can be a length", e);
        }
        if (length < FlowControlBuilder.MIN_MAX_LABEL_LENGTH) {
            throw new IllegalArgumentException("is too little for the hash of a longer value");
        }
        return length;
    }

    static Set<String> headers(String text) {
        Set<String> names = new LinkedHashSet<>();
        for (String name : list(text.toLowerCase(Locale.ROOT))) {
            if (!Baggage.isToken(name)) {
                throw new IllegalArgumentException("has '" + name + "', which is no header");
            }
            if (LabelKeys.isReserved(name)) {
                throw new IllegalArgumentException(
                        "has '" + name + "', which is a reserved label key");
            }
            names.add(name);
        }
        return Set.copyOf(names);
    }

    static String address(String text) {
        return text.equalsIgnoreCase(ApertureConfig.EMBEDDED)
                ? ApertureConfig.EMBEDDED
                : AgentAddress.check(text);
    }

    static String remedy(ConfigKey key) {
        return switch (key) {
            case ENABLED, AGENT_INSECURE, FLOW_END_COALESCE, ENABLE_RAMP_MODE ->
                    "Set it to true or false.";
            case AGENT_ADDRESS ->
                    "Write it as host:port, such as localhost:8089 or [::1]:8089, as dns:///host:port or as unix:/path, or set it to embedded.";
            case API_KEY -> "Copy the key again, without line breaks.";
            case ROOT_CERTIFICATE_FILE, CLIENT_CERTIFICATE_FILE ->
                    "Name a readable file with certificates in PEM.";
            case CLIENT_KEY_FILE ->
                    "Name a readable file with the key in PEM, as openssl pkcs8 -topk8 -nocrypt writes it.";
            case TIMEOUT, SHUTDOWN_TIMEOUT, CONTROL_POINT_TIMEOUT -> Durations.REMEDY;
            case ON_UNREACHABLE, CONTROL_POINT_ON_UNREACHABLE -> "Set it to admit or reject.";
            case MODE, CONTROL_POINT_MODE -> "Set it to enforce, shadow or off.";
            case CONTROL_POINT_LABELS -> "Write the label's value.";
            case INTERCEPTOR_PRIORITY ->
                    "Set it to a number from 0 up, such as 100, or 4020 for inside MicroProfile Fault Tolerance.";
            case LABELS_TOKEN_KEYS, LABELS_SCHEDULING_KEYS ->
                    "Write the keys with commas between them.";
            case LABELS_STATIC, LABELS_PRINCIPAL -> "Choose another key.";
            case LABELS_MAX_LENGTH ->
                    "Set it to a number of characters, "
                            + FlowControlBuilder.MIN_MAX_LABEL_LENGTH
                            + " or more, such as "
                            + FlowControlBuilder.DEFAULT_MAX_LABEL_LENGTH
                            + ".";
            case LABELS_BAGGAGE ->
                    "List the keys that clients may write, with commas between them, such as region, or set it to * for all; leave it empty for none.";
            case LABELS_HEADERS -> "Write the names with commas between them, such as x-tenant-id.";
            case EMBEDDED_POLICIES ->
                    "Name a file or folder of the class path or of the file system.";
            case EMBEDDED_MAX_KEYS -> "Set it to a whole number such as 50000.";
        };
    }
}
