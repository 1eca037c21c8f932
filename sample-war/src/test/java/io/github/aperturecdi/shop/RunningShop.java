package io.github.aperturecdi.shop;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;

/** The shop's server as a process of its own, started as an operator would. */
final class RunningShop implements AutoCloseable {

    private static final Path SERVER = Path.of("target/liberty/wlp/bin/server").toAbsolutePath();

    /** What stands there beats server.xml, and is looked at again while the server runs. */
    private static final Path LIVE =
            Path.of("target/liberty/wlp/usr/servers/shop/configDropins/overrides/live.xml");

    /** For a condition that is awaited: no machine is too slow for it. */
    static final Duration LONG = Duration.ofMinutes(10);

    private final int port = freePort();

    /**
     * Of HTTP/1.1. By itself it would speak HTTP/2, where the threads of Open Liberty can wait for
     * each other for ever: each for a frame to be written (seen on a busy machine).
     */
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Path log;
    private final Map<String, String> environment;
    private final Process process;

    RunningShop(String log, Map<String, String> environment) throws IOException {
        this.log = Path.of("target", log);
        this.environment = environment;
        // What a run that was killed has left behind.
        Files.deleteIfExists(LIVE);
        process = server("run", log).start();
        try {
            await().atMost(LONG).until(() -> !process.isAlive() || status("/health") == 200);
            if (!process.isAlive()) {
                throw new IllegalStateException(
                        "The server has ended, see " + this.log + ":\n" + log());
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * One more instance, with a folder of its own for what a server writes. Configuration and
     * application are the same.
     */
    static RunningShop another(String log, Map<String, String> environment) throws IOException {
        Map<String, String> own = new HashMap<>(environment);
        own.put("WLP_OUTPUT_DIR", Path.of("target", "another").toAbsolutePath().toString());
        return new RunningShop(log, own);
    }

    /**
     * Finds a free port. The server binds it later, so the port is below the range from which the
     * system picks the ports of clients.
     */
    static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
            try (ServerSocket socket =
                    new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException taken) {
                // Another one.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private ProcessBuilder server(String action, String log) {
        ProcessBuilder server = new ProcessBuilder(SERVER.toString(), action, "shop");
        server.environment().put("JAVA_HOME", System.getProperty("java.home"));
        server.environment().put("APERTURE_APP_PORT", Integer.toString(port));
        server.environment().putAll(environment);
        return server.redirectErrorStream(true).redirectOutput(new File("target", log));
    }

    /**
     * Waits for the answer, as long as it takes: the connection of a server that ends is closed.
     */
    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
    }

    /** The status of a GET; -1 while nobody listens. */
    int status(String path) {
        try {
            return http.send(request(path).build(), BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return -1;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<String> search(String customer) throws IOException, InterruptedException {
        return http.send(searchOf(customer), BodyHandlers.ofString());
    }

    /** Several searches of a customer at the same time, with what the shop says to each. */
    List<HttpResponse<String>> searchAtOnce(String customer, int searches) {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < searches; i++) {
            answers.add(http.sendAsync(searchOf(customer), BodyHandlers.ofString()));
        }
        return answers.stream().map(CompletableFuture::join).toList();
    }

    private HttpRequest searchOf(String customer) {
        return request("/products?q=tea").header("X-Customer", customer).build();
    }

    /** A GET with headers, as name and value in turn. */
    HttpResponse<String> get(String path, String... headers)
            throws IOException, InterruptedException {
        return http.send(with(request(path), headers).build(), BodyHandlers.ofString());
    }

    /** Sets a key of the configuration, as an operator does without a restart. */
    void set(String key, String value) throws IOException {
        Files.createDirectories(LIVE.getParent());
        Files.writeString(
                LIVE, "<server><variable name=\"" + key + "\" value=\"" + value + "\"/></server>");
    }

    /** What the server has said so far. */
    String log() throws IOException {
        return Files.readString(log);
    }

    /** A guest's order that is under way; its status when it is done. */
    CompletableFuture<Integer> order() {
        return http.sendAsync(order("teapot"), BodyHandlers.discarding())
                .thenApply(HttpResponse::statusCode);
    }

    /** A customer's order that is under way, with what the shop says to it when it is done. */
    CompletableFuture<HttpResponse<String>> orderOf(String customer) {
        return http.sendAsync(order("teapot", "X-Customer", customer), BodyHandlers.ofString());
    }

    /** A guest's order of a product, with what the shop says to it. */
    HttpResponse<String> orderFor(String product) throws IOException, InterruptedException {
        return http.send(order(product), BodyHandlers.ofString());
    }

    /** An order of a customer in a country, who pretends that the shop is elsewhere. */
    HttpResponse<String> orderFrom(String country, String customer)
            throws IOException, InterruptedException {
        return http.send(
                order(
                        "teapot",
                        "X-Customer",
                        customer,
                        "X-Country",
                        country,
                        "baggage",
                        "region=elsewhere"),
                BodyHandlers.ofString());
    }

    private HttpRequest order(String product, String... headers) {
        HttpRequest.Builder order = request("/orders").header("Content-Type", "text/plain");
        return with(order, headers).POST(HttpRequest.BodyPublishers.ofString(product)).build();
    }

    private static HttpRequest.Builder with(HttpRequest.Builder request, String... headers) {
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return request;
    }

    /** Several orders at the same time; their statuses. */
    List<Integer> orderAtOnce(int orders) {
        List<CompletableFuture<Integer>> statuses = new ArrayList<>();
        for (int i = 0; i < orders; i++) {
            statuses.add(order());
        }
        return statuses.stream().map(CompletableFuture::join).sorted().toList();
    }

    /**
     * Stops the server and waits until it has ended. The command gives up on a slow one after a
     * while; the server goes on stopping then, or is told to once more by a signal.
     */
    @Override
    public void close() throws IOException {
        Process stop = server("stop", "shop-stop.log").start();
        try {
            stop.waitFor();
            process.descendants().forEach(ProcessHandle::destroy);
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            stop.destroyForcibly();
            Files.deleteIfExists(LIVE);
        }
    }
}
