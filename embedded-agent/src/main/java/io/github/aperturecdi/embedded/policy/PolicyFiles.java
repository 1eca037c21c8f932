package io.github.aperturecdi.embedded.policy;

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

    /** There is nothing to read at a place. */
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
        // Without a folder for it an application simply has no policies; another place was meant to
        // have some.
        boolean isDefault = name.equals(resourceName(EmbeddedAgentProvider.DEFAULT_POLICIES));
        if (found.files().isEmpty() && !found.exists() && !isDefault) {
            throw notFound(where);
        }
        return found.files();
    }

    /** Where a place is in the file system; null for one of the class path. */
    static @Nullable Path inFileSystem(String where) {
        Path path = path(where);
        return path != null && (where.startsWith(FILE) || Files.exists(path)) ? path : null;
    }

    /**
     * The files at a path.
     *
     * @throws PolicyException if there is nothing, or a folder cannot be read
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

    /** Without slashes around it. */
    private static String resourceName(String name) {
        return name.strip().replaceAll("^/+|/+$", "");
    }

    /** Null for what only the class path can have. */
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
            // A file: address that is no URI: a path with blanks in it, most likely.
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
            // The folder has gone while it was listed.
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
