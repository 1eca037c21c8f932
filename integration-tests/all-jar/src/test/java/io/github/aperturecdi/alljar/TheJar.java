package io.github.aperturecdi.alljar;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The one jar, and class paths that contain it. */
final class TheJar {

    static final Path PATH = Path.of("target", "the-jar", "aperture-cdi-all.jar");
    static final Path OLDER_LIBRARIES = Path.of("target", "older");

    /** What follows in the name of a class that was moved is its former name. */
    static final String SHADED = "io.github.aperturecdi.shaded.";

    private TheJar() {}

    /**
     * A class loader of the JDK, the jar, and whatever else there is. It sees nothing of the tests.
     */
    static URLClassLoader loader(Path... others) throws IOException {
        List<URL> urls = new ArrayList<>();
        urls.add(url(PATH));
        for (Path other : others) {
            urls.add(url(other));
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    static Path[] jars(Path folder) throws IOException {
        try (Stream<Path> jars = Files.list(folder)) {
            return jars.sorted().toArray(Path[]::new);
        }
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }
}
