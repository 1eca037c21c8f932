package io.github.aperturecdi.redeploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.testing.RunningAgent;
import io.github.aperturecdi.testing.ScriptedAgent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers whose applications ask the agent's process, which outlives them. */
class AgentProcessIT {

    private static final int TIMES = 5;

    /** The policies of the application. */
    private static final Path POLICIES = Path.of("src/main/resources/META-INF/aperture");

    @ParameterizedTest
    @EnumSource
    void redeployed_under_traffic_an_application_leaves_no_thread(Server kind) throws IOException {
        int port = ScriptedAgent.freePort();
        try (RunningAgent agent = new RunningAgent(port, POLICIES, Path.of("target/agent.log"));
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
                        // Its one place is free again only if the agent knows of the earlier end.
                        server.leaveWork();
                    },
                    () -> {});
            assertThat(agent.isRunning()).isTrue();
        }
    }
}
