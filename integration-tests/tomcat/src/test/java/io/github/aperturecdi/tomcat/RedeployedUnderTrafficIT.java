package io.github.aperturecdi.tomcat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.testing.RunningAgent;
import io.github.aperturecdi.testing.ScriptedAgent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tomcat looks at what an application leaves behind when it is undeployed, and warns: of threads,
 * of thread-locals, of drivers and timers.
 */
@Tag("core")
@RunAsClient
@ExtendWith(ArquillianExtension.class)
class RedeployedUnderTrafficIT {

    private static final String NAME = "redeployed";

    /**
     * A thread, or a thread-local of this library or of its connection. Weld and Jersey leave
     * thread-locals of the requests that run while the application is undeployed. A thread of
     * Tomcat itself may have the application's class loader at that moment.
     */
    private static final Pattern LEFT =
            Pattern.compile(
                    "started a thread named \\[(?!Catalina-utility-)"
                            + "|ThreadLocal.*(io\\.github\\.aperturecdi\\.(?!tomcat)|io\\.grpc|io\\.perfmark|okhttp)");

    private static final int TIMES = 4;
    private static final int PORT = ScriptedAgent.freePort();

    /** A limit that is never reached. */
    private static final String POLICY =
            """
            circuit:
              components:
                - flow_control:
                    rate_limiter:
                      selectors: [{control_point: work}]
                      in_ports:
                        bucket_capacity: {constant_signal: {value: 1000000}}
                        fill_amount: {constant_signal: {value: 1000000}}
                      parameters: {interval: 1s}
            """;

    private static final Duration LONG = Duration.ofMinutes(5);

    @ArquillianResource Deployer deployer;

    @TempDir Path folder;

    @Deployment(name = NAME, managed = false)
    static WebArchive application() {
        return ShrinkWrap.create(WebArchive.class, NAME + ".war")
                .addClasses(WorkApplication.class, WorkResource.class)
                .addAsWebInfResource(EmptyAsset.INSTANCE, "beans.xml")
                .addAsResource(
                        new StringAsset(
                                """
                                aperture.agent.address=127.0.0.1:%d
                                aperture.timeout=30s
                                # An answer says that the agent has decided.
                                aperture.on-unreachable=reject
                                """
                                        .formatted(PORT)),
                        "META-INF/microprofile-config.properties");
    }

    @Test
    void an_application_leaves_nothing_that_tomcat_warns_of() throws IOException {
        URI work =
                URI.create(
                        "http://localhost:%s/%s/work"
                                .formatted(System.getProperty("http.port"), NAME));
        Path policy = Files.writeString(folder.resolve("work.yaml"), POLICY);
        try (RunningAgent agent = new RunningAgent(PORT, policy, folder.resolve("agent.log"))) {
            for (int i = 0; i < TIMES; i++) {
                deployer.deploy(NAME);
                try (Traffic traffic = new Traffic(work)) {
                    await().atMost(LONG).until(() -> traffic.answered() > 100);
                    deployer.undeploy(NAME);
                }
            }
            assertThat(agent.isRunning()).isTrue();
        }
        // Tomcat writes its log later.
        await().atMost(LONG)
                .untilAsserted(
                        () ->
                                assertThat(log())
                                        .filteredOn(line -> line.contains("context [/" + NAME))
                                        .hasSizeGreaterThanOrEqualTo(TIMES));
        assertThat(
                        log().stream()
                                .filter(line -> line.contains("[" + NAME + "]"))
                                .filter(line -> LEFT.matcher(line).find()))
                .isEmpty();
    }

    private static List<String> log() throws IOException {
        try (Stream<Path> logs = Files.list(Path.of(System.getProperty("catalina.home"), "logs"))) {
            return logs.filter(log -> log.getFileName().toString().startsWith("catalina."))
                    .flatMap(RedeployedUnderTrafficIT::lines)
                    .toList();
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
