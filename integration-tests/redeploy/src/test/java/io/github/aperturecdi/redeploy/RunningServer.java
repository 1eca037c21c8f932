package io.github.aperturecdi.redeploy;

import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.testing.ScriptedAgent;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A server that looks for applications in its folder, as a process of its own. */
final class RunningServer implements AutoCloseable {

    private static final Path HOME = Path.of("target", "liberty", "wlp").toAbsolutePath();
    private static final Path WAR = Path.of("target", "redeployed.war");
    private static final Path SERVER = HOME.resolve(Path.of("usr", "servers", "redeploy"));
    private static final Path DEPLOYED = SERVER.resolve(Path.of("dropins", "redeployed.war"));
    private static final Path LOG = Path.of("target", "server.log");

    /** "The application redeployed has stopped successfully." */
    private static final String STOPPED = "CWWKZ0009I";

    /** For a condition that is awaited: no machine is too slow for it. */
    static final Duration LONG = Duration.ofMinutes(10);

    private record Answer(int status, String body) {}

    private final int port = ScriptedAgent.freePort();

    /**
     * Of HTTP/1.1. By itself it would speak HTTP/2, where the threads of Open Liberty can wait for
     * each other for ever: each for a frame to be written (seen on a busy machine).
     */
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Process process;

    /** Starts a server whose applications find these variables in their environment. */
    RunningServer(Map<String, String> variables) throws IOException {
        Files.deleteIfExists(DEPLOYED);
        ProcessBuilder server = server("run", LOG);
        server.environment().put("APERTURE_APP_PORT", Integer.toString(port));
        server.environment().putAll(variables);
        // A slow machine takes its time with a decision.
        server.environment().put("APERTURE_TIMEOUT", "30s");
        // Less than the server gives an application to stop: work that never ends must be given up.
        server.environment().put("APERTURE_SHUTDOWN_TIMEOUT", "300ms");
        process = server.start();
    }

    private static ProcessBuilder server(String action, Path log) {
        String script = HOME.resolve(Path.of("bin", "server")).toString();
        ProcessBuilder server = new ProcessBuilder(script, action, "redeploy");
        server.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return server.redirectErrorStream(true).redirectOutput(log.toFile());
    }

    /** Copies the application in, and waits until it answers. */
    void deploy() throws IOException {
        Files.createDirectories(DEPLOYED.getParent());
        // A server that looks while the file is being written must not find half of it.
        Path whole = Files.copy(WAR, SERVER.resolve("redeployed.part"));
        Files.move(whole, DEPLOYED);
        await().atMost(LONG).until(() -> get("/pid").status() == 200);
    }

    /**
     * Deletes the application, and waits until the server has stopped it. That it answers no more
     * comes earlier, and a deployment in between would be refused.
     */
    void undeploy() throws IOException {
        long stops = stops();
        Files.delete(DEPLOYED);
        await().atMost(LONG).until(() -> stops() > stops);
    }

    private static long stops() throws IOException {
        return log().stream().filter(line -> line.contains(STOPPED)).count();
    }

    /** What the server has logged so far. */
    static List<String> log() throws IOException {
        return Files.readAllLines(LOG);
    }

    /** One flow of each kind. */
    void work() {
        require("/work");
    }

    /** Work that is under way until the application stops. */
    void leaveWork() {
        require("/left");
    }

    /** A flow that waits behind that work until the application stops. */
    void leaveWaiting() {
        require("/waiting");
    }

    private void require(String path) {
        Answer answer = get(path);
        if (answer.status() != 200) {
            throw new AssertionError(answer);
        }
    }

    /** As {@link #work}, whether the application is there or not. */
    boolean tryWork() {
        return get("/work").status() == 200;
    }

    /** The server's JVM, whatever scripts are around it; asked of the application. */
    Jvm jvm() {
        return new Jvm(Long.parseLong(get("/pid").body()));
    }

    private Answer get(String path) {
        try {
            HttpResponse<String> response = http.send(request(path), BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (IOException nobodyListens) {
            return new Answer(-1, nobodyListens.toString());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest request(String path) {
        URI uri = URI.create("http://localhost:" + port + "/redeployed" + path);
        return HttpRequest.newBuilder(uri).timeout(LONG).build();
    }

    @Override
    public void close() throws IOException {
        Process stop = server("stop", Path.of("target", "server-stop.log")).start();
        try {
            stop.waitFor();
            // The command gives up on a slow server after a while.
            process.descendants().forEach(ProcessHandle::destroy);
            process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            stop.destroyForcibly();
        }
    }
}
