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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** A server that looks for applications in its folder, as a process of its own. */
final class RunningServer implements AutoCloseable {

    private static final Path WAR = Path.of("target", "redeployed.war");
    private static final Path LOG = Path.of("target", "server.log");

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

    private final Server server;
    private final Path deployed;
    private final Process process;

    /** Starts a server whose applications find these variables in their environment. */
    RunningServer(Server server, Map<String, String> variables) throws IOException {
        this.server = server;
        Files.createDirectories(server.deployments);
        deployed = server.deployments.resolve("redeployed.war");
        Files.deleteIfExists(deployed);
        List<String> command =
                server.command.stream()
                        .map(word -> word.replace("${port}", Integer.toString(port)))
                        .toList();
        ProcessBuilder start = new ProcessBuilder(command);
        start.environment().put("JAVA_HOME", System.getProperty("java.home"));
        // Soft references keep a class loader that nothing leaks; here a collection takes them.
        start.environment().put("JAVA_TOOL_OPTIONS", "-XX:SoftRefLRUPolicyMSPerMB=0");
        start.environment().put("APERTURE_APP_PORT", Integer.toString(port));
        start.environment().putAll(variables);
        // A slow machine takes its time with a decision.
        start.environment().put("APERTURE_TIMEOUT", "30s");
        // Less than the server gives an application to stop: work that never ends must be given up.
        start.environment().put("APERTURE_SHUTDOWN_TIMEOUT", "300ms");
        process = start.redirectErrorStream(true).redirectOutput(LOG.toFile()).start();
    }

    /** Copies the application in, and waits until it answers. */
    void deploy() throws IOException {
        // A server that looks while the file is being written must not find half of it.
        Path whole = Files.copy(WAR, server.deployments.resolveSibling("redeployed.part"));
        Files.move(whole, deployed);
        await().atMost(LONG).until(() -> get("/pid").status() == 200);
    }

    /**
     * Deletes the application, and waits until the server has stopped it. That it answers no more
     * comes earlier, and a deployment in between would be refused.
     */
    void undeploy() throws IOException {
        long stops = stops();
        Files.delete(deployed);
        await().atMost(LONG).until(() -> stops() > stops);
    }

    private long stops() throws IOException {
        return log().stream().filter(line -> line.contains(server.undeployed)).count();
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

    /** As {@link #leaveWork}, whether there is a place for it or not. */
    boolean tryLeaveWork() {
        return get("/left").status() == 200;
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

    /** As a signal stops it: there may be a script around its JVM. */
    @Override
    public void close() {
        List<ProcessHandle> all =
                Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
        all.forEach(ProcessHandle::destroy);
        try {
            for (ProcessHandle each : all) {
                each.onExit().get(LONG.toSeconds(), TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        } finally {
            all.forEach(ProcessHandle::destroyForcibly);
        }
    }
}
