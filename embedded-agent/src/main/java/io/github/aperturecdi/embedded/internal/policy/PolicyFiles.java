package io.github.aperturecdi.embedded.internal.policy;

import io.github.aperturecdi.flow.spi.EmbeddedAgentProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds policy files. */
final class PolicyFiles {

    private static final String FILE = "file:";
    private static final String CLASS_PATH = "classpath:";

    /** Thrown for a place without anything to read. */
    static final class Unreadable extends PolicyException {

        private static final long serialVersionUID = 1;

        Unreadable(String where, String error) {
            super(where, List.of(error));
        }
    }

    private PolicyFiles() {}

    static List<PolicyFile> find(String where, ClassLoader loader) {
        Path path = path(where);
        if (path != null && Files.exists(path)) {
            return inFileSystem(path);
        }
        if (where.startsWith(FILE)) {
            throw notFound(where);
        }
        String name =
                resourceName(
                        where.startsWith(CLASS_PATH)
                                ? where.substring(CLASS_PATH.length())
                                : where);
        ClassPathFiles found = ClassPathFiles.find(name, loader);
        // An application without the default folder has no policies. A configured place must
        // exist.
        boolean isDefault = name.equals(resourceName(EmbeddedAgentProvider.DEFAULT_POLICIES));
        if (found.files().isEmpty() && !found.exists() && !isDefault) {
            throw notFound(where);
        }
        return found.files();
    }

    /** The path of a place in the file system; null for a place on the class path. */
    static @Nullable Path inFileSystem(String where) {
        Path path = path(where);
        return path != null && (where.startsWith(FILE) || Files.exists(path)) ? path : null;
    }

    /**
     * The files at a path.
     *
     * @throws PolicyException if the path does not exist, or a folder cannot be read
     */
    static List<PolicyFile> at(Path path) {
        if (!Files.exists(path)) {
            throw notFound(path.toString());
        }
        return inFileSystem(path);
    }

    private static PolicyException notFound(String where) {
        return new Unreadable(where, PolicyTexts.notFound(where));
    }

    /** The resource name without slashes around it. */
    private static String resourceName(String name) {
        return name.strip().replaceAll("^/+|/+$", "");
    }

    /** The path of a place; null for a name that only the class path can have. */
    private static @Nullable Path path(String where) {
        if (where.startsWith(CLASS_PATH)) {
            return null;
        }
        try {
            if (where.startsWith(FILE + "/")) {
                return Path.of(URI.create(where));
            }
            String path = where.startsWith(FILE) ? where.substring(FILE.length()) : where;
            return path.isBlank() ? null : Path.of(path);
        } catch (InvalidPathException e) {
            return null;
        } catch (IllegalArgumentException e) {
            // This file: address is not a valid URI. Most likely its path has blanks.
            return Path.of(where.substring(FILE.length()));
        }
    }

    private static List<PolicyFile> inFileSystem(Path path) {
        if (!Files.isDirectory(path)) {
            return List.of(PolicyFile.of(path.toString(), () -> PolicyFile.read(path)));
        }
        try {
            return inFolder(path);
        } catch (UncheckedIOException e) {
            // The folder was deleted while it was listed.
            throw new Unreadable(
                    path.toString(), PolicyTexts.unreadable(path.toString(), e.getCause()));
        } catch (IOException e) {
            throw new Unreadable(path.toString(), PolicyTexts.unreadable(path.toString(), e));
        }
    }

    /** The policy files of a folder, in the order of their names. */
    static List<PolicyFile> inFolder(Path folder) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(child -> PolicyFile.isYaml(child.getFileName().toString()))
                    .filter(child -> !Files.isDirectory(child))
                    .map(child -> PolicyFile.of(child.toString(), () -> PolicyFile.read(child)))
                    .sorted(Comparator.comparing(PolicyFile::name))
                    .toList();
        }
    }
}
