package io.github.aperturecdi.redeploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.testing.Replies;
import io.github.aperturecdi.testing.ScriptedAgent;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisServer;

/** An application server outlives its applications: each must go without a trace. */
class RedeployIT {

    private static final int TIMES = 20;

    private static final Duration LONG = RunningServer.LONG;

    private static final List<String> KINDS = List.of("now", "later", "stream", "asked");

    private static final String LEFT = "left";

    @Test
    void after_twenty_redeployments_the_first_ones_classes_and_threads_are_gone() throws Exception {
        AtomicInteger missed = new AtomicInteger();
        try (ScriptedAgent agent = ScriptedAgent.start();
                RunningServer server =
                        new RunningServer(
                                Server.OPEN_LIBERTY,
                                Map.of("APERTURE_AGENT_ADDRESS", agent.address()))) {
            Jvm jvm =
                    Redeployments.redeploy(
                            server,
                            TIMES,
                            () -> {
                                flowsOfEveryKindReachTheAgent(server, agent);
                                server.leaveWork();
                            },
                            () -> workThatWasLeftHasEnded(agent, missed));
            Redeployments.noClassLoaderStays(jvm);
        }
    }

    @Test
    void so_are_those_of_an_embedded_agent_that_counts_in_redis() throws Exception {
        int port = ScriptedAgent.freePort();
        RedisServer redis = RedisServer.newRedisServer().bind("127.0.0.1").port(port).build();
        redis.start();
        String store = "redis://127.0.0.1:" + port;
        // What the store does not decide is refused, so an answer says that it has decided.
        Map<String, String> variables =
                Map.of(
                        "APERTURE_AGENT_ADDRESS",
                        "embedded",
                        "APERTURE_EMBEDDED_STORE",
                        store,
                        "APERTURE_EMBEDDED_STORE_ON_FAILURE",
                        "reject");
        try (RedisClient client = RedisClient.create(store);
                StatefulRedisConnection<String, String> connection = client.connect();
                RunningServer server = new RunningServer(Server.OPEN_LIBERTY, variables)) {
            RedisCommands<String, String> commands = connection.sync();
            Jvm jvm =
                    Redeployments.redeploy(
                            server,
                            TIMES,
                            () -> {
                                await().atMost(LONG).until(server::tryWork);
                                server.leaveWork();
                                // Waits for the place, and so for messages, when the application
                                // stops.
                                server.leaveWaiting();
                                await().atMost(LONG)
                                        .until(
                                                () ->
                                                        commands.pubsubChannels()
                                                                .contains("aperture:freed"));
                            },
                            () -> {
                                assertThat(commands.keys("*:p")).as("places in flight").isEmpty();
                                assertThat(commands.clientList().lines())
                                        .as("connections, of which one is the test's own")
                                        .hasSize(1);
                            });
            Redeployments.noClassLoaderStays(jvm);
            assertThat(RunningServer.log())
                    .as("a logger's complaint that it has nowhere to log to")
                    .noneMatch(line -> line.contains("SLF4J"));
        } finally {
            redis.stop();
        }
    }

    /** Again and again, as ends come later than the answers. */
    private static void flowsOfEveryKindReachTheAgent(RunningServer server, ScriptedAgent agent) {
        agent.reset();
        KINDS.forEach(kind -> agent.at(kind, Replies.holding(kind)));
        agent.at(LEFT, Replies.holding(LEFT));
        await().atMost(LONG)
                .until(
                        () -> {
                            server.work();
                            return KINDS.stream()
                                    .allMatch(kind -> ended(agent).anyMatch(kind::equals));
                        });
    }

    /** Once. An agent that pauses while an application stops may miss its end; not every time. */
    private static void workThatWasLeftHasEnded(ScriptedAgent agent, AtomicInteger missed) {
        try {
            await().atMost(Duration.ofMinutes(1)).until(() -> ended(agent).anyMatch(LEFT::equals));
        } catch (ConditionTimeoutException late) {
            assertThat(missed.incrementAndGet()).as("ends that did not come").isLessThan(3);
        }
        assertThat(ended(agent).filter(LEFT::equals)).hasSizeLessThan(2);
    }

    private static Stream<String> ended(ScriptedAgent agent) {
        return agent.ends().stream().map(end -> end.getControlPoint());
    }
}
