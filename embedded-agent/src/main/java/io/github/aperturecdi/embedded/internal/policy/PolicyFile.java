package io.github.aperturecdi.embedded.internal.policy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A policy file.
 *
 * @param location the file's location for messages: a path, or {@code archive!/entry}
 * @param content the file's bytes; null when it cannot be read
 * @param failure why the file cannot be read; null when it can be read
 */
record PolicyFile(String location, byte @Nullable [] content, @Nullable IOException failure) {

    private static final int MAX_BYTES = 8 * 1024 * 1024;

    /** Reads the bytes of a file. */
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

    /**
     * The content of a file, whose size must not exceed the limit for policies. The read of a pipe
     * or a device may never end.
     */
    static byte[] read(Path path) throws IOException {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new IOException("not a regular file");
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] content = in.readNBytes(MAX_BYTES + 1);
            if (content.length > MAX_BYTES) {
                throw new IOException("more than " + MAX_BYTES + " bytes");
            }
            return content;
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

    /** The name of a policy whose text does not name it. */
    String nameWithoutExtension() {
        String name = name();
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }
}
