package io.github.aperturecdi.embedded.policy;

import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A file that should hold policies.
 *
 * @param location how people find it: a path, or {@code archive!/entry}
 * @param content its bytes; null when it cannot be read
 * @param failure why it cannot be read; null when it can
 */
record PolicyFile(String location, byte @Nullable [] content, @Nullable IOException failure) {

    /** Reads bytes, now. */
    interface Reader {
        byte[] read() throws IOException;
    }

    static PolicyFile of(String location, Reader reader) {
        try {
            return new PolicyFile(location, reader.read(), null);
        } catch (IOException e) {
            return new PolicyFile(location, null, e);
        }
    }

    static boolean isYaml(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".yaml") || lower.endsWith(".yml");
    }

    /** The last part of the location. */
    String name() {
        return location.substring(
                Math.max(location.lastIndexOf('/'), location.lastIndexOf('\\')) + 1);
    }

    /** The name of a policy that does not say its name. */
    String nameWithoutExtension() {
        String name = name();
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }
}
