package io.github.aperturecdi.redeploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.testing.Replies;
import io.github.aperturecdi.testing.ScriptedAgent;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** An application server outlives its applications: each must go without a trace. */
class RedeployIT {

    private static final int REDEPLOYMENTS = 20;

    /**
     * What others keep for a while, seen in heap dumps: Weld the bean manager of the last
     * deployment in a static field, the JDK the record whose hash code was linked last, and {@code
     * java.util.logging} who asked for a logger first. None of them keeps more with time; a leak
     * keeps all.
     */
    private static final int KEPT = 3;

    private static final String CLASS = "io.github.aperturecdi.cdi.FlowControlProducer";

    private static final Duration LONG = RunningServer.LONG;

    private static final List<String> KINDS = List.of("now", "later", "stream", "asked");

    private static final String LEFT = "left";

    @Test
    void after_twenty_redeployments_the_first_ones_classes_and_threads_are_gone() throws Exception {
        try (ScriptedAgent agent = ScriptedAgent.start();
                RunningServer server = new RunningServer(agent)) {
            deploy(server, agent);
            Jvm jvm = server.jvm();
            assertThat(threads(jvm)).as("what is looked for does exist").isNotEmpty();
            assertThat(jvm.copies(CLASS)).as("what is looked for does exist").isOne();
            undeployUnderLoad(server, agent);
            for (int i = 0; i < REDEPLOYMENTS; i++) {
                deploy(server, agent);
                undeployUnderLoad(server, agent);
            }
            await().atMost(LONG).untilAsserted(() -> assertThat(threads(jvm)).isEmpty());
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(live(jvm)).isLessThanOrEqualTo(KEPT));
        }
    }

    private static void deploy(RunningServer server, ScriptedAgent agent) throws IOException {
        server.deploy();
        flowsOfEveryKindReachTheAgent(server, agent);
    }

    /** While calls arrive, and with work under way that will never end by itself. */
    private static void undeployUnderLoad(RunningServer server, ScriptedAgent agent)
            throws IOException {
        server.leaveWork();
        try (Traffic traffic = new Traffic(server)) {
            await().atMost(LONG).until(() -> traffic.answered() > 0);
            server.undeploy();
        }
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(ended(agent).filter(LEFT::equals)).hasSize(1));
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

    private static Stream<String> ended(ScriptedAgent agent) {
        return agent.ends().stream().map(end -> end.getControlPoint());
    }

    private static long live(Jvm jvm) {
        jvm.collectGarbage();
        long copies = jvm.copies(CLASS);
        System.out.println(
                "class loaders alive after " + REDEPLOYMENTS + " redeployments: " + copies);
        return copies;
    }

    /** Threads of the channel, and any of our own. */
    private static List<String> threads(Jvm jvm) {
        return jvm.threads().stream()
                .filter(name -> name.matches("(?i)(grpc|okhttp|aperture).*"))
                .toList();
    }
}
