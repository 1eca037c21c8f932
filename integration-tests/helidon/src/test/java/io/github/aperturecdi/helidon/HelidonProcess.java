package io.github.aperturecdi.helidon;

import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.testing.ScriptedAgent;
import java.io.File;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.arquillian.container.spi.client.container.DeploymentException;
import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.exporter.ExplodedExporter;

/** One application that runs. */
final class HelidonProcess implements AutoCloseable {

    private final Process process;
    private final int port;
    private final Path output;

    private HelidonProcess(Process process, int port, Path output) {
        this.process = process;
        this.port = port;
        this.output = output;
    }

    static HelidonProcess start(HelidonConfiguration configuration, Archive<?> archive)
            throws IOException {
        Files.createDirectories(configuration.folder());
        Path application =
                archive.as(ExplodedExporter.class)
                        .exportExploded(configuration.folder().toFile())
                        .toPath();
        // Helidon knows no WARs, and takes applications and resources from bean archives only.
        Path classes = application.resolve(Path.of("WEB-INF", "classes"));
        Path beansXml = application.resolve(Path.of("WEB-INF", "beans.xml"));
        if (Files.exists(beansXml)) {
            Files.createDirectories(classes.resolve("META-INF"));
            Files.move(beansXml, classes.resolve(Path.of("META-INF", "beans.xml")));
        }
        List<Path> path = new ArrayList<>(List.of(classes));
        try (Stream<Path> libraries = Files.list(application.resolve(Path.of("WEB-INF", "lib")))) {
            libraries.forEach(path::add);
        }
        Path runner =
                application.resolve(
                        Path.of("WEB-INF", "lib", "arquillian-jakarta-rest-protocol.jar"));
        if (Files.exists(runner)) {
            Files.writeString(
                    Files.createDirectories(runner.resolve("META-INF")).resolve("beans.xml"),
                    "<beans bean-discovery-mode=\"all\"/>");
        }
        path.add(configuration.libraries().resolve("*"));
        Path output = application.resolve("output.txt");
        int port = ScriptedAgent.freePort();
        ProcessBuilder java =
                new ProcessBuilder(
                        configuration.java().toString(),
                        "-Dserver.host=localhost",
                        "-Dserver.port=" + port,
                        "-cp",
                        path.stream()
                                .map(Path::toString)
                                .collect(Collectors.joining(File.pathSeparator)),
                        "io.helidon.Main");
        Process process = java.redirectErrorStream(true).redirectOutput(output.toFile()).start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return new HelidonProcess(process, port, output);
    }

    int port() {
        return port;
    }

    void awaitStart() throws IOException, DeploymentException {
        await().atMost(Duration.ofMinutes(15)).until(() -> !process.isAlive() || answers());
        if (!process.isAlive()) {
            throw new DeploymentException(Files.readString(output));
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket("localhost", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.MINUTES)) {
                process.destroyForcibly().onExit().join();
                throw new AssertionError("the application does not end: " + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
