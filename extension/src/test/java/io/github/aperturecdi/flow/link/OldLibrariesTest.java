package io.github.aperturecdi.flow.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.testing.LoaderWith;
import io.github.aperturecdi.testing.ScriptedAgent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An application brings libraries of its own: they are used, or fail the start. */
class OldLibrariesTest {

    private static final Path RUNTIMES = Path.of("target", "protobuf-runtimes");

    static List<Arguments> tooOld() {
        return List.of(
                Arguments.of("3.21.12", ""),
                Arguments.of("3.24.4", ""),
                Arguments.of("4.26.1", " 4.26"));
    }

    @Test
    void all_runtimes_are_here() throws IOException {
        try (var files = Files.list(RUNTIMES)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "protobuf-java-3.21.12.jar",
                            "protobuf-java-3.24.4.jar",
                            "protobuf-java-4.26.1.jar",
                            "protobuf-java-4.28.3.jar",
                            "protobuf-java-4.36.2.jar");
        }
    }

    @ParameterizedTest
    @MethodSource("tooOld")
    void a_runtime_that_cannot_run_the_messages_fails_the_start(String version, String said)
            throws Exception {
        assertThat(opened(version))
                .startsWith("java.lang.IllegalStateException: APERTURE-307")
                .contains("protobuf-java" + said + " of protobuf-java-" + version + ".jar")
                .contains("gRPC of grpc-api-")
                .contains("3.25.5 or later")
                .contains("aperture-cdi-all");
    }

    /** If an application names one artifact of gRPC, Maven takes that one in its version. */
    @ParameterizedTest
    @ValueSource(strings = {"grpc-api", "grpc-core"})
    void grpc_of_different_versions_fails_the_start(String old) throws Exception {
        Path jar = Path.of("target", "old-grpc", old + "-1.50.2.jar");
        assertThat(opened(jar, "/" + old + "-"))
                .startsWith("java.lang.IllegalStateException: APERTURE-307")
                .contains("gRPC of grpc-api-" + (old.equals("grpc-api") ? "1.50.2" : ""))
                .contains("gRPC 1.69 or later, the same for all of its artifacts")
                .contains("aperture-cdi-all");
    }

    @ParameterizedTest
    @ValueSource(strings = {"4.28.3", "4.36.2"})
    void with_a_later_runtime_checks_are_sent(String version) throws Exception {
        assertThat(opened(version)).isEqualTo("ADMITTED");
    }

    /** In an application with that runtime in the place of the usual one. */
    private static String opened(String version) throws Exception {
        return opened(RUNTIMES.resolve("protobuf-java-" + version + ".jar"), "/protobuf-java-");
    }

    private static String opened(Path jar, String instead) throws Exception {
        assertThat(jar).exists();
        try (ScriptedAgent agent = ScriptedAgent.start();
                LoaderWith loader = new LoaderWith(jar, instead)) {
            Object opening =
                    loader.loadClass(Opening.class.getName())
                            .getDeclaredConstructor(String.class)
                            .newInstance(agent.address());
            assertThat(opening.getClass()).isNotEqualTo(Opening.class);
            return ((Callable<?>) opening).call().toString();
        }
    }
}
