package io.github.aperturecdi.quarkusapp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The README's ten lines as a packaged Quarkus application, run as in production. */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class HelloIT {

    private static final Path README = Path.of("..", "..", "README.md");

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void the_third_hello_within_a_minute_is_refused_and_other_users_are_not() throws Exception {
        int port = freePort();
        Process application =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Dquarkus.http.port=" + port,
                                "-Dquarkus.http.host=localhost",
                                "-jar",
                                "target/quarkus-app/quarkus-run.jar")
                        .redirectErrorStream(true)
                        .redirectOutput(new File("target", "quarkus-app.log"))
                        .start();
        try {
            await().atMost(Duration.ofMinutes(10)).until(() -> listens(port));
            long start = System.nanoTime();
            assertThat(hello(port, "bob").body()).isEqualTo("Hello bob");
            int admitted = 1;
            HttpResponse<String> refused = hello(port, "bob");
            for (; refused.statusCode() == 200 && admitted < 100; admitted++) {
                refused = hello(port, "bob");
            }
            // A token comes back every 30 seconds, so a slow machine may get more than two.
            Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
            assertThat((long) admitted).isBetween(2L, 2 + elapsed.toSeconds() / 30);
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(Integer.parseInt(refused.headers().firstValue("Retry-After").orElseThrow()))
                    .isBetween(1, 30);
            assertThat(hello(port, "alice").statusCode()).isEqualTo(200);
        } finally {
            application.destroy();
            if (!application.waitFor(10, TimeUnit.MINUTES)) {
                application.destroyForcibly();
            }
        }
    }

    @Test
    void the_readme_shows_this_code_and_this_policy() throws IOException {
        String readme = Files.readString(README);
        assertThat(readme)
                .contains(
                        without(
                                Path.of(
                                        "src/main/java/io/github/aperturecdi/quarkusapp/Hello.java"),
                                "package ",
                                "import "));
        assertThat(readme)
                .contains(
                        Files.readString(
                                Path.of("src/main/resources/META-INF/aperture/hello.yaml")));
    }

    private static String without(Path file, String... starts) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> List.of(starts).stream().noneMatch(line::startsWith))
                .reduce("", (text, line) -> text + line + "\n")
                .strip();
    }

    private HttpResponse<String> hello(int port, String user) {
        URI uri = URI.create("http://localhost:" + port + "/hello?user=" + user);
        try {
            return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean listens(int port) {
        try {
            hello(port, "nobody");
            return true;
        } catch (IllegalStateException notYet) {
            return false;
        }
    }

    /**
     * Finds a free port. The server binds it later, so the port is below the range from which the
     * system picks the ports of clients.
     */
    private static int freePort() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
            try (ServerSocket socket =
                    new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException taken) {
                // Another one.
            }
        }
    }
}
