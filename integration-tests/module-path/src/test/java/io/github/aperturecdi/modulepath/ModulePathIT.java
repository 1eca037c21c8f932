package io.github.aperturecdi.modulepath;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A modular application without a container. The published jars are on the module path, what they
 * depend on is on the class path, as Maven itself divides them.
 */
final class ModulePathIT {

    private static final Path SOURCES = Path.of("src/test/application");
    private static final Path MODULES = Path.of("target/modules");
    private static final String CLASS_PATH = Path.of("target/class-path").resolve("*").toString();

    @TempDir private Path work;

    @Test
    void theCoreDecidesOnTheModulePathInTheJvmAndOverTheNetwork() throws Exception {
        Path app = work.resolve("app");
        run(
                "javac",
                "--module-path",
                MODULES.toString(),
                "--class-path",
                CLASS_PATH,
                "-d",
                app.toString(),
                SOURCES.resolve("app/module-info.java").toString(),
                SOURCES.resolve("app/Main.java").toString());

        List<String> lines =
                run(
                        "java",
                        "--module-path",
                        MODULES + File.pathSeparator + app,
                        "--class-path",
                        CLASS_PATH,
                        "--module",
                        "app/app.Main",
                        SOURCES.resolve("one-a-day.yaml").toString());

        assertThat(lines)
                .contains(
                        "module io.github.aperturecdi",
                        "embedded ADMITTED runs, REJECTED is refused",
                        "network ADMITTED runs, REJECTED is refused");
    }

    private List<String> run(String tool, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", tool).toString());
        command.addAll(List.of(arguments));
        Path output = work.resolve(tool + ".txt");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            assertThat(process.waitFor(15, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        List<String> lines = Files.readAllLines(output);
        assertThat(process.exitValue()).as(String.join("\n", lines)).isZero();
        return lines;
    }
}
