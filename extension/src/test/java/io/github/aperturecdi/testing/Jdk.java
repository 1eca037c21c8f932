package io.github.aperturecdi.testing;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/** An installed JDK. */
public record Jdk(Path home, Runtime.Version version) {

    /** What is in a folder, by its file {@code release}; empty when that is no JDK that can run. */
    public static Optional<Jdk> at(Path home) {
        try (Reader text = Files.newBufferedReader(home.resolve("release"))) {
            Properties release = new Properties();
            release.load(text);
            String version = release.getProperty("JAVA_VERSION", "").replace("\"", "");
            return Optional.of(new Jdk(home.toRealPath(), Runtime.Version.parse(version)))
                    .filter(jdk -> Files.isExecutable(jdk.java()));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Its launcher. */
    public Path java() {
        return Stream.of("java.exe", "java")
                .map(name -> home.resolve("bin").resolve(name))
                .filter(Files::exists)
                .findFirst()
                .orElse(home.resolve("bin").resolve("java"));
    }
}
