package io.github.aperturecdi.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * A class that is compiled by a test: this project's own have the names of parameters, and others
 * do not.
 *
 * @param name its name
 * @param bytes its class file
 */
public record SourceClass(String name, byte[] bytes) {

    /**
     * Compiles.
     *
     * @param name the class's name
     * @param source its source
     * @param options of the compiler
     */
    public static SourceClass of(String name, String source, String... options) {
        try {
            Path folder = Files.createTempDirectory("source-class");
            Path file = folder.resolve(name.substring(name.lastIndexOf('.') + 1) + ".java");
            Path compiled = folder.resolve(name.replace('.', '/') + ".class");
            try {
                Files.writeString(file, source);
                compile(file, folder, List.of(options));
                return new SourceClass(name, Files.readAllBytes(compiled));
            } finally {
                try (var files = Files.walk(folder)) {
                    files.sorted((a, b) -> b.compareTo(a)).forEach(path -> path.toFile().delete());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void compile(Path file, Path folder, List<String> options) throws IOException {
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of("-cp", System.getProperty("java.class.path"), "-d", folder.toString()));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            if (!compiler.getTask(null, files, null, all, null, files.getJavaFileObjects(file))
                    .call()) {
                throw new IllegalArgumentException("It does not compile: " + file.getFileName());
            }
        }
    }

    /** The class, in a class loader of its own. */
    public Class<?> load() {
        return new ClassLoader(SourceClass.class.getClassLoader()) {
            Class<?> define() {
                return defineClass(name, bytes, 0, bytes.length);
            }
        }.define();
    }
}
