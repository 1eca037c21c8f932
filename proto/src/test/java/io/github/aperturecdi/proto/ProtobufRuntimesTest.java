package io.github.aperturecdi.proto;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.proto.check.v1.CheckRequest;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A platform's BOM decides which protobuf runtime an application has. The stubs run with the
 * runtimes of every container that the jar supports, from 3.25 to 4.36.
 */
class ProtobufRuntimesTest {

    private static final Path RUNTIMES = Path.of("target", "protobuf-runtimes");

    static List<Path> runtimes() throws IOException {
        try (var files = Files.list(RUNTIMES)) {
            return files.sorted().toList();
        }
    }

    @Test
    void all_runtimes_are_here() throws IOException {
        assertThat(runtimes())
                .extracting(jar -> jar.getFileName().toString())
                .containsExactly(
                        "protobuf-java-3.25.5.jar",
                        "protobuf-java-4.28.3.jar",
                        "protobuf-java-4.31.1.jar",
                        "protobuf-java-4.33.2.jar",
                        "protobuf-java-4.35.0.jar",
                        "protobuf-java-4.36.2.jar");
    }

    @ParameterizedTest
    @MethodSource("runtimes")
    @SuppressWarnings("unchecked")
    void stubs_run_with(Path runtime) throws Exception {
        URL[] path = {
            runtime.toUri().toURL(),
            location(CheckRequest.class),
            location(RoundTrip.class),
            location(com.google.rpc.Status.class)
        };
        try (var loader = new URLClassLoader(path, ClassLoader.getPlatformClassLoader())) {
            var roundTrip =
                    (BiFunction<String, byte[], byte[]>)
                            loader.loadClass(RoundTrip.class.getName())
                                    .getDeclaredConstructor()
                                    .newInstance();
            assertThat(roundTrip.getClass()).isNotEqualTo(RoundTrip.class);
            for (WireVector vector : WireVector.all()) {
                assertThat(roundTrip.apply(vector.message(), vector.bytes()))
                        .as("%s with %s", vector.name(), runtime.getFileName())
                        .isEqualTo(vector.bytes());
            }
        }
    }

    private static URL location(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }
}
