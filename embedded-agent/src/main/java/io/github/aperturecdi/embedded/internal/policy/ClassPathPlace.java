package io.github.aperturecdi.embedded.internal.policy;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A class path folder in one root of the class path. */
sealed interface ClassPathPlace permits ClassPathPlace.Folder, ArchiveFolder, VirtualFolder {

    /** Between an archive and what is inside. */
    Pattern INNER = Pattern.compile("!/");

    /** The files in the folder; empty when the folder does not exist. */
    ClassPathFiles list() throws IOException;

    /** A folder of the file system. */
    record Folder(Path path) implements ClassPathPlace {

        @Override
        public ClassPathFiles list() throws IOException {
            return Files.isDirectory(path)
                    ? new ClassPathFiles(PolicyFiles.inFolder(real(path)), true)
                    : ClassPathFiles.none();
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }

    /** The place of a class loader's URL; null for a URL of an unknown kind. */
    static @Nullable ClassPathPlace of(URL url) {
        return url.getProtocol().equals("vfs")
                ? new VirtualFolder(url.toExternalForm(), url)
                : of(url.toExternalForm());
    }

    /**
     * The place of an address such as {@code jar:file:/x/a.jar!/META-INF/aperture/}, {@code
     * wsjar:file:/x/a.war!/WEB-INF/lib/b.jar!/META-INF/aperture/} or {@code file:/x/classes/}; null
     * for an address of an unknown kind. The schemes around {@code file:} depend on the class
     * loader, and are ignored.
     */
    static @Nullable ClassPathPlace of(String address) {
        int file = address.indexOf("file:");
        if (file < 0) {
            return null;
        }
        List<String> parts = List.of(INNER.split(address.substring(file)));
        Path first = path(parts.get(0));
        if (first == null) {
            return null;
        }
        return parts.size() == 1
                ? new Folder(first)
                : new ArchiveFolder(
                        first,
                        parts.subList(1, parts.size()).stream()
                                .map(ClassPathPlace::inner)
                                .toList());
    }

    /** A folder in a class path root. The root is an archive or a folder. */
    static @Nullable ClassPathPlace inRoot(@Nullable Path root, String name) {
        if (root == null) {
            return null;
        }
        return Files.isDirectory(root)
                ? new Folder(root.resolve(name))
                : Files.isRegularFile(root) ? new ArchiveFolder(root, List.of(name)) : null;
    }

    /** The path of a {@code file:} address, escaped or not; null for another address. */
    static @Nullable Path path(String address) {
        if (!address.startsWith("file:")) {
            return null;
        }
        return Stream.<Parser>of(
                        () -> Path.of(URI.create(address)),
                        () -> Path.of(address.substring("file:".length())))
                .map(Parser::orNull)
                .filter(path -> path != null && Files.exists(path))
                .findFirst()
                .orElse(null);
    }

    private static String inner(String part) {
        String entry = part.endsWith("/") ? part.substring(0, part.length() - 1) : part;
        try {
            return URLDecoder.decode(entry.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return entry;
        }
    }

    /** The real path of a file, so that it has one location however it was found. */
    static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path;
        }
    }

    /** Reads an address as a path. */
    interface Parser {
        Path parse();

        /** The path, or null when the address cannot be read this way. */
        default @Nullable Path orNull() {
            try {
                return parse();
            } catch (InvalidPathException e) {
                return null;
            } catch (IllegalArgumentException e) {
                return null;
            }
        }
    }
}
