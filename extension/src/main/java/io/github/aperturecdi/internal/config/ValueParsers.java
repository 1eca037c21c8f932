package io.github.aperturecdi.internal.config;

import io.github.aperturecdi.flow.FlowControlBuilder;
import io.github.aperturecdi.flow.Mode;
import io.github.aperturecdi.flow.OnUnreachable;
import io.github.aperturecdi.flow.link.AgentEndpoint;
import io.github.aperturecdi.flow.spi.StoreFailure;
import io.github.aperturecdi.internal.HttpToken;
import io.github.aperturecdi.internal.labels.LabelKeys;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Parses each kind of value. Exceptions complete the sentence "the value '...', which ...". */
final class ValueParsers {

    private ValueParsers() {}

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

    static StoreFailure storeFailure(String text) {
        try {
            return StoreFailure.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("is none of local, admit and reject", e);
        }
    }

    /** Parses a priority. Negative ones are reserved (Jakarta Interceptors specification, 5.1). */
    static int priority(String text) {
        int priority = integer(text, "is no whole number");
        if (priority < 0) {
            throw new IllegalArgumentException("is negative");
        }
        return priority;
    }

    static int count(String text) {
        int count = integer(text, "is no whole number up to 2147483647");
        if (count <= 0) {
            throw new IllegalArgumentException("is not positive");
        }
        return count;
    }

    static long bytes(String text) {
        long bytes;
        try {
            bytes = Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("is no whole number of bytes", e);
        }
        if (bytes <= 0) {
            throw new IllegalArgumentException("is not positive");
        }
        return bytes;
    }

    private static int integer(String text, String problem) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(problem, e);
        }
    }

    static Set<String> list(String text) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Parses the keys of baggage. Earlier versions had a switch here: {@code true} is an error now,
     * {@code false} still means no keys.
     */
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
        int length = integer(text, "is no whole number that can be a length");
        if (length < FlowControlBuilder.MIN_MAX_LABEL_LENGTH) {
            throw new IllegalArgumentException("is too little for the hash of a longer value");
        }
        return length;
    }

    static Set<String> headers(String text) {
        Set<String> names = new LinkedHashSet<>();
        for (String name : list(text.toLowerCase(Locale.ROOT))) {
            if (!HttpToken.is(name)) {
                throw new IllegalArgumentException("has '" + name + "', which is no header");
            }
            if (name.contains(LabelConfig.EVERY_KEY)) {
                // Valid in a name, but no header has one: it is meant to stand for others.
                throw new IllegalArgumentException(
                        "has '" + name + "', and no part of a name may stand for others");
            }
            if (LabelKeys.isReserved(name)) {
                throw new IllegalArgumentException(
                        "has '" + name + "', which is a reserved label key");
            }
            names.add(name);
        }
        return Set.copyOf(names);
    }

    static String apiKey(String text) {
        if (!AgentEndpoint.isHeader(text)) {
            throw new IllegalArgumentException("has characters that no HTTP header can carry");
        }
        return text;
    }

    static String address(String text) {
        return text.equalsIgnoreCase(ApertureConfig.EMBEDDED)
                ? ApertureConfig.EMBEDDED
                : AgentEndpoint.checkedAddress(text);
    }
}
