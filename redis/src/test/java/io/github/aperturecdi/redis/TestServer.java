package io.github.aperturecdi.redis;

import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.embedded.store.SharedStore;
import io.github.aperturecdi.embedded.store.StoreSettings;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import redis.embedded.core.ExecutableProvider;

/** A server process on 127.0.0.1, with a folder of its own. */
final class TestServer implements AutoCloseable {

    private static File extracted;

    private final String binary;
    private final List<String> options;
    final int port;
    final Path folder;
    private Process process;

    private TestServer(String binary, int port, List<String> options) {
        this.binary = binary;
        this.port = port;
        this.options = options;
        try {
            folder = Files.createTempDirectory("aperture-redis");
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    /** The servers to test with: Redis 6.2 of an artifact, and those of the machine. */
    static final Map<String, String> BINARIES = binaries();

    private static Map<String, String> binaries() {
        Map<String, String> found = new LinkedHashMap<>();
        found.put("redis 6.2", bundled());
        for (String name : List.of("redis-server", "valkey-server")) {
            Stream.of(System.getenv("PATH").split(File.pathSeparator))
                    .map(folder -> Path.of(folder, name))
                    .filter(Files::isExecutable)
                    .findFirst()
                    .ifPresentOrElse(
                            path -> found.put(name + " of the machine", path.toString()),
                            () -> System.out.println("not tested: no " + name + " on the PATH"));
        }
        return found;
    }

    static synchronized String bundled() {
        try {
            if (extracted == null) {
                extracted = ExecutableProvider.newJarResourceProvider().get();
            }
            return extracted.toString();
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    static TestServer withOptions(String... options) {
        return of(bundled(), options);
    }

    static TestServer of(String binary, String... options) {
        TestServer server = new TestServer(binary, freePort(), List.of(options));
        server.start();
        return server;
    }

    /**
     * Finds a free port whose cluster bus port, 10,000 above, is free as well. The server binds
     * them later, so both are below the range from which the system picks the ports of clients.
     */
    static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 22_768);
            try (ServerSocket socket = new ServerSocket(port);
                    ServerSocket bus = new ServerSocket(port + 10_000)) {
                return Math.min(socket.getLocalPort(), bus.getLocalPort());
            } catch (BindException taken) {
                // Another one.
            } catch (IOException error) {
                throw new UncheckedIOException(error);
            }
        }
    }

    /** Starts the server, again after an end. Returns when it accepts connections. */
    void start() {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                binary,
                                "--port",
                                Integer.toString(port),
                                "--bind",
                                "127.0.0.1",
                                "--dir",
                                folder.toString(),
                                "--save",
                                ""));
        command.addAll(options);
        launch(command, "Ready to accept connections");
    }

    /** Starts the same program as a sentinel. */
    static TestServer sentinel(String configuration) throws IOException {
        TestServer sentinel = new TestServer(bundled(), freePort(), List.of());
        Path file = sentinel.folder.resolve("sentinel.conf");
        Files.writeString(
                file,
                "port %s\nbind 127.0.0.1\ndir %s\n".formatted(sentinel.port, sentinel.folder)
                        + configuration);
        sentinel.launch(List.of(sentinel.binary, file.toString(), "--sentinel"), "Sentinel ID is");
        return sentinel;
    }

    private void launch(List<String> command, String ready) {
        Path log = folder.resolve("log");
        try {
            process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
        await().atMost(Duration.ofSeconds(30))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> Files.readString(log).contains(ready) || !process.isAlive());
        if (!process.isAlive()) {
            throw new IllegalStateException("the server did not start, see " + log);
        }
    }

    /** Ends the process at once, as {@code kill -9} does. */
    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /** Sends a signal to the process: STOP or CONT. */
    void signal(String signal) throws Exception {
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
    }

    Resp client() {
        return new Resp(port);
    }

    String uri() {
        return "redis://127.0.0.1:" + port;
    }

    SharedStore open() {
        return open(uri());
    }

    static SharedStore open(String uri) {
        return open(uri, null, null);
    }

    static SharedStore open(String uri, @Nullable String user, @Nullable String password) {
        return new RedisStores()
                .open(new StoreSettings(uri, user, password, "aperture:", Duration.ofSeconds(2)));
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }
}
