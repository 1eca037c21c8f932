package io.github.aperturecdi.redeploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.flow.link.AgentLink;
import io.github.aperturecdi.testing.Replies;
import io.github.aperturecdi.testing.ScriptedAgent;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** An application server outlives its applications: each must go without a trace. */
class RedeployIT {

    private static final int DEPLOYMENTS = 21;

    /** What the server itself keeps for a while. A leak keeps every one. */
    private static final int KEPT = 3;

    private static final Duration LONG = Duration.ofMinutes(1);

    private static final List<String> KINDS = List.of("now", "later", "stream", "asked");

    @Test
    void after_twenty_redeployments_the_first_ones_classes_and_threads_are_gone() throws Exception {
        try (ScriptedAgent agent = ScriptedAgent.start();
                RunningServer server = new RunningServer(agent)) {
            Jvm jvm = null;
            for (int i = 0; i < DEPLOYMENTS; i++) {
                server.deploy();
                flowsOfEveryKindReachTheAgent(server, agent);
                jvm = server.jvm();
                assertThat(ours(jvm)).as("what is looked for does exist").isNotEmpty();
                assertThat(jvm.copies(AgentLink.class.getName())).as("the same").isPositive();
                server.undeploy();
            }
            threadsAndClassesGo(jvm);
        }
    }

    /** Again and again, as a slow machine may let a decision come too late. */
    private static void flowsOfEveryKindReachTheAgent(RunningServer server, ScriptedAgent agent) {
        agent.reset();
        KINDS.forEach(kind -> agent.at(kind, Replies.holding(kind)));
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

    private static void threadsAndClassesGo(Jvm jvm) {
        await().atMost(LONG).untilAsserted(() -> assertThat(ours(jvm)).isEmpty());
        for (String name : List.of("cdi.FlowControlProducer", "flow.link.AgentLink")) {
            await().atMost(LONG)
                    .untilAsserted(
                            () -> {
                                jvm.collectGarbage();
                                assertThat(jvm.copies("io.github.aperturecdi." + name))
                                        .as("live copies of %s", name)
                                        .isLessThanOrEqualTo(KEPT);
                            });
            System.out.println(
                    "live copies of " + name + ": " + jvm.copies("io.github.aperturecdi." + name));
        }
    }

    private static List<String> ours(Jvm jvm) {
        return jvm.threads().stream()
                .filter(name -> name.matches("(?i)(grpc|okhttp|aperture).*"))
                .toList();
    }
}
