package io.github.aperturecdi.alljar;

import java.io.Closeable;
import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The application of this module with the one jar, in a class loader of its own. While it is
 * started, the loader is the one of the test's thread.
 */
final class StartedApplication implements Closeable {

    private final ClassLoader before = Thread.currentThread().getContextClassLoader();
    private final URLClassLoader loader;
    private final Object application;

    private StartedApplication(URLClassLoader loader) throws ReflectiveOperationException {
        this.loader = loader;
        Thread.currentThread().setContextClassLoader(loader);
        application =
                loader.loadClass(Application.class.getName())
                        .getDeclaredConstructor()
                        .newInstance();
    }

    /**
     * Starts.
     *
     * @param files what lies on the class path beside the application: its configuration and
     *     policies
     * @param libraries jars
     */
    static StartedApplication with(Path files, Path... libraries)
            throws IOException, ReflectiveOperationException {
        List<Path> classPath = new ArrayList<>(List.of(files, Path.of("target", "classes")));
        classPath.addAll(List.of(TheJar.jars(Path.of("target", "container"))));
        classPath.addAll(List.of(libraries));
        return new StartedApplication(TheJar.loader(classPath.toArray(Path[]::new)));
    }

    /** Writes the configuration of an application. */
    static void configure(Path files, String... lines) throws IOException {
        Path folder = Files.createDirectories(files.resolve("META-INF"));
        Files.write(folder.resolve("microprofile-config.properties"), List.of(lines));
    }

    /** Writes a policy of an application, where the embedded agent looks for it. */
    static void policy(Path files, String name, String text) throws IOException {
        Path folder = Files.createDirectories(files.resolve("META-INF").resolve("aperture"));
        Files.writeString(folder.resolve(name), text);
    }

    ClassLoader loader() {
        return loader;
    }

    @SuppressWarnings("unchecked")
    String does(String command) {
        return ((Function<String, String>) application).apply(command);
    }

    @Override
    public void close() throws IOException {
        ((Closeable) application).close();
        Thread.currentThread().setContextClassLoader(before);
        loader.close();
    }
}
