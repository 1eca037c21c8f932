package io.github.aperturecdi.quarkusredis;

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
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** The packaged application, run as in production, with one event loop. */
final class Instance implements AutoCloseable {

    /** For a condition that is awaited: no machine is too slow for it. */
    static final Duration LONG = Duration.ofMinutes(10);

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port = freePort();
    private final Process process;

    /**
     * @param store the port of its store
     */
    Instance(String name, int store) throws IOException {
        process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Dquarkus.http.port=" + port,
                                "-Dquarkus.http.host=localhost",
                                "-Dquarkus.vertx.event-loops-pool-size=1",
                                "-Daperture.embedded.store=redis://127.0.0.1:" + store,
                                "-Daperture.embedded.store.on-failure=reject",
                                "-Daperture.timeout=30s",
                                "-jar",
                                "target/quarkus-app/quarkus-run.jar")
                        .redirectErrorStream(true)
                        .redirectOutput(new File("target", name + ".log"))
                        .start();
    }

    /**
     * Finds a free port. The server binds it later, so the port is below the range from which the
     * system picks the ports of clients.
     */
    static int freePort() throws IOException {
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

    /** Until it answers, and counts in its store: it may have to connect again. */
    void awaitStore() {
        await().atMost(LONG)
                .ignoreExceptions()
                .until(() -> get("/patient/uni").statusCode() == 200);
    }

    HttpResponse<String> get(String path) {
        return ask(path).join();
    }

    CompletableFuture<HttpResponse<String>> ask(String path) {
        URI uri = URI.create("http://localhost:" + port + path);
        return http.sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
        }
    }
}
