package io.github.aperturecdi.redeploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.testing.RunningAgent;
import io.github.aperturecdi.testing.ScriptedAgent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers whose applications ask the agent's process, which outlives them. */
class AgentProcessIT {

    private static final int TIMES = 5;

    /** The policies of the application. */
    private static final Path POLICIES = Path.of("src/main/resources/META-INF/aperture");

    /**
     * The same for the agent. An end that it misses because it pauses while the application stops
     * does not come again: its place is free again after this time.
     */
    private static Path policies(Server kind) throws IOException {
        Path folder = Path.of("target", "agent-policies", kind.name());
        Files.createDirectories(folder);
        String policy = Files.readString(POLICIES.resolve("work.yaml"));
        assertThat(policy).contains("max_inflight_duration: 3600s");
        Files.writeString(folder.resolve("work.yaml"), policy.replace("3600s", "120s"));
        return folder;
    }

    @ParameterizedTest
    @EnumSource
    void redeployed_under_traffic_an_application_leaves_no_thread(Server kind) throws IOException {
        int port = ScriptedAgent.freePort();
        AtomicInteger missed = new AtomicInteger();
        try (RunningAgent agent =
                        new RunningAgent(port, policies(kind), Path.of("target/agent.log"));
                RunningServer server =
                        new RunningServer(
                                kind,
                                Map.of(
                                        "APERTURE_AGENT_ADDRESS",
                                        "localhost:" + port,
                                        // An answer says that the agent has decided.
                                        "APERTURE_ON_UNREACHABLE",
                                        "reject"))) {
            Redeployments.redeploy(
                    server,
                    TIMES,
                    () -> {
                        await().atMost(RunningServer.LONG).until(server::tryWork);
                        // Its one place is free again at once if the agent knows of the earlier
                        // end.
                        if (!server.tryLeaveWork()) {
                            missed.incrementAndGet();
                            await().atMost(RunningServer.LONG).until(server::tryLeaveWork);
                        }
                    },
                    () -> {});
            assertThat(missed).as("ends that the agent has missed").hasValueLessThan(TIMES);
            assertThat(agent.isRunning()).isTrue();
        }
    }
}
