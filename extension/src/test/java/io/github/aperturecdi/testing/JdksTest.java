package io.github.aperturecdi.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdksTest {

    @TempDir Path machine;

    private Path running;

    @BeforeEach
    void a_machine_with_java_17() throws IOException {
        running = jdk("jvms/jdk-17", "17.0.15");
    }

    private Path jdk(String folder, String version) throws IOException {
        Path home = machine.resolve(folder);
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        Path java = Files.createFile(home.resolve("bin").resolve("java"));
        assertThat(java.toFile().setExecutable(true)).isTrue();
        return home;
    }

    private String newest(Map<String, String> environment) {
        return new Jdks(
                        running,
                        machine.resolve("user"),
                        environment,
                        List.of(machine.resolve("no-such-folder"), machine.resolve("opt")))
                .newest()
                .orElseThrow()
                .version()
                .toString();
    }

    @Test
    void the_running_one_is_there_at_least() {
        assertThat(newest(Map.of())).isEqualTo("17.0.15");
    }

    @Test
    void those_beside_the_running_one_are_found() throws IOException {
        jdk("jvms/jdk-25", "25.0.1");

        assertThat(newest(Map.of())).isEqualTo("25.0.1");
    }

    @Test
    void the_newest_wins_by_its_number() throws IOException {
        jdk("opt/jdk-25", "25.0.9");
        jdk("opt/jdk-25-too", "25.0.10");
        jdk("opt/jdk-9", "9.0.4");

        assertThat(newest(Map.of())).isEqualTo("25.0.10");
    }

    @Test
    void those_of_the_users_folders_are_found() throws IOException {
        jdk("user/.sdkman/candidates/java/25-tem", "25");
        assertThat(newest(Map.of())).isEqualTo("25");
        jdk("user/.jdks/temurin-26/Contents/Home", "26-ea");
        assertThat(newest(Map.of())).isEqualTo("26-ea");
    }

    @Test
    void those_that_the_environment_names_are_found() throws IOException {
        Path home = jdk("somewhere/jdk", "25");

        assertThat(newest(Map.of("JAVA_HOME_25_X64", home.toString()))).isEqualTo("25");
        assertThat(newest(Map.of("JAVA_HOME", home.toString()))).isEqualTo("25");
        assertThat(newest(Map.of("GRAALVM_HOME", home.toString()))).isEqualTo("25");
        assertThat(newest(Map.of("JDK_25", home.toString()))).isEqualTo("25");
    }

    @Test
    void those_of_mavens_toolchains_are_found() throws IOException {
        Path home = jdk("somewhere/jdk", "25");
        Files.createDirectories(machine.resolve("user/.m2"));
        Files.writeString(
                machine.resolve("user/.m2/toolchains.xml"),
                """
                <toolchains>
                  <toolchain>
                    <type>jdk</type>
                    <configuration><jdkHome>${env.FOLDER}/jdk</jdkHome></configuration>
                  </toolchain>
                </toolchains>
                """);

        assertThat(newest(Map.of("FOLDER", home.getParent().toString()))).isEqualTo("25");
    }

    @Test
    void what_cannot_run_does_not_count() throws IOException {
        Files.delete(jdk("jvms/no-java", "25").resolve("bin").resolve("java"));
        jdk("jvms/no-number", "twenty-five");
        Files.delete(jdk("jvms/no-release", "25").resolve("release"));
        Files.createFile(machine.resolve("jvms/file"));

        assertThat(newest(Map.of("JAVA_HOME", "", "JAVA_HOME_25", "\0"))).isEqualTo("17.0.15");
    }
}
