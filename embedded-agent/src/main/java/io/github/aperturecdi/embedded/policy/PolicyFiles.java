package io.github.aperturecdi.embedded.policy;

import io.github.aperturecdi.flow.spi.EmbeddedAgentProvider;
import java.io.IOException;
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

    private PolicyFiles() {}

    static List<PolicyFile> find(String where, ClassLoader loader) {
        if (where.startsWith(FILE)) {
            Path path = path(where);
            if (path == null || !Files.exists(path)) {
                throw notFound(where);
            }
            return inFileSystem(path);
        }
        boolean classPathOnly = where.startsWith(CLASS_PATH);
        if (!classPathOnly) {
            Path path = path(where);
            if (path != null && Files.exists(path)) {
                return inFileSystem(path);
            }
        }
        String name = resourceName(classPathOnly ? where.substring(CLASS_PATH.length()) : where);
        ClassPathFiles found = ClassPathFiles.find(name, loader);
        // Without a folder for it an application simply has no policies; another place was meant to
        // have some.
        boolean isDefault = name.equals(resourceName(EmbeddedAgentProvider.DEFAULT_POLICIES));
        if (found.files().isEmpty() && !found.exists() && !isDefault) {
            throw notFound(where);
        }
        return found.files();
    }

    private static PolicyException notFound(String where) {
        return new PolicyException(where, List.of(PolicyTexts.notFound(where)));
    }

    /** Without slashes around it. */
    private static String resourceName(String name) {
        return name.strip().replaceAll("^/+|/+$", "");
    }

    private static @Nullable Path path(String where) {
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
            return List.of(PolicyFile.of(path.toString(), () -> Files.readAllBytes(path)));
        }
        try {
            return inFolder(path);
        } catch (IOException e) {
            throw new PolicyException(
                    path.toString(), List.of(PolicyTexts.unreadable(path.toString(), e)));
        }
    }

    /** The policy files of a folder, in the order of their names. */
    static List<PolicyFile> inFolder(Path folder) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(child -> PolicyFile.isYaml(child.getFileName().toString()))
                    .filter(child -> !Files.isDirectory(child))
                    .map(child -> PolicyFile.of(child.toString(), () -> Files.readAllBytes(child)))
                    .sorted(Comparator.comparing(PolicyFile::name))
                    .toList();
        }
    }
}
