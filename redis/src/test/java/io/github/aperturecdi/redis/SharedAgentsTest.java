package io.github.aperturecdi.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.embedded.AgentProcess;
import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.OnUnreachable;
import io.github.aperturecdi.flow.link.AgentEndpoint;
import io.github.aperturecdi.flow.link.AgentLink;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents in processes of their own that count together on one server. */
class SharedAgentsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir private Path folder;
    private final List<Process> agents = new ArrayList<>();

    @AfterEach
    void end() throws InterruptedException {
        for (Process each : agents) {
            each.destroyForcibly().waitFor();
        }
    }

    /** With places that do not expire during the test. */
    private Path policies() throws Exception {
        Path limits = Path.of(SharedAgentsTest.class.getResource("/instances/limits.yaml").toURI());
        return Files.writeString(
                folder.resolve("limits.yaml"),
                Files.readString(limits)
                        .replace("max_inflight_duration: 5s", "max_inflight_duration: 3600s"));
    }

    private BufferedReader start(String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                AgentProcess.class.getName(),
                                "--port",
                                "0",
                                "--policies",
                                policies().toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("APERTURE_EMBEDDED_STORE_PASSWORD", "s3cret");
        Process agent = builder.redirectErrorStream(true).start();
        agents.add(agent);
        return agent.inputReader();
    }

    /** The line in which the agent says where it listens. */
    private static String listening(BufferedReader out) throws IOException {
        String line = out.readLine();
        while (line != null && !line.startsWith("Aperture agent listening on ")) {
            line = out.readLine();
        }
        assertThat(line).isNotNull();
        return line;
    }

    private static FlowControl client(String listening) {
        String address =
                listening.substring(
                        "Aperture agent listening on ".length(), listening.indexOf(','));
        return FlowControl.builder()
                .agent(AgentLink.open(new AgentEndpoint(address, true, null)))
                .onUnreachable(OnUnreachable.REJECT)
                .timeout(PATIENCE)
                .build();
    }

    @Test
    void a_place_at_one_agent_is_missing_at_the_other_and_comes_back() throws Exception {
        try (TestServer server = TestServer.withOptions("--requirepass", "s3cret")) {
            String[] store = {"--store", server.uri(), "--store-on-failure", "reject"};
            String first = listening(start(store));
            String second = listening(start(store));
            assertThat(first).endsWith(", limits counted in " + server.uri());

            try (FlowControl one = client(first);
                    FlowControl other = client(second)) {
                await().atMost(PATIENCE).until(() -> admitted(one) && admitted(other));
                List<Flow> held = new ArrayList<>();
                await().atMost(PATIENCE).until(() -> takes(5, one, held));
                assertThat(admitted(other)).isFalse();
                held.get(0).close();
                await().atMost(PATIENCE).until(() -> admitted(other));

                agents.get(0).toHandle().destroy();
                assertThat(agents.get(0).waitFor()).isZero();
                // A stop gives places back.
                await().atMost(PATIENCE).until(() -> takes(2, other, held));
            }
        }
    }

    /** Takes places, or gives them back: an agent may not hear of its store in time. */
    private static boolean takes(int places, FlowControl control, List<Flow> held) {
        held.clear();
        for (int i = 0; i < places; i++) {
            held.add(flow(control));
        }
        boolean all = held.stream().allMatch(Flow::shouldRun);
        if (!all) {
            held.forEach(Flow::close);
        }
        return all;
    }

    private static Flow flow(FlowControl control) {
        return control.start(FlowRequest.at("places").label("tenant", "held").build());
    }

    private static boolean admitted(FlowControl control) {
        try (Flow flow = flow(control)) {
            return flow.shouldRun();
        }
    }

    @Test
    void a_store_that_cannot_be_used_is_said_without_its_password() throws Exception {
        String said;
        try (BufferedReader out = start("--store", "nowhere://:hidden@host")) {
            said = String.join(" ", out.lines().toList());
        }

        assertThat(said).startsWith("APERTURE-130").doesNotContain("hidden", "\tat ");
        assertThat(agents.get(0).waitFor()).isEqualTo(1);
    }
}
