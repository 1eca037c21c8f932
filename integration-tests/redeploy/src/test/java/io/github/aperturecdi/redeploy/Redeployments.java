package io.github.aperturecdi.redeploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.awaitility.core.ThrowingRunnable;

/** Redeploys the application on a server, and looks at what stays. */
final class Redeployments {

    /**
     * What others keep for a while, seen in heap dumps: Weld the bean manager of the last
     * deployment in a static field, the JDK the record whose hash code was linked last, and {@code
     * java.util.logging} who asked for a logger first. None of them keeps more with time; a leak
     * keeps all.
     */
    private static final int KEPT = 3;

    private static final String CLASS = "io.github.aperturecdi.cdi.FlowControlProducer";

    private static final Duration LONG = RunningServer.LONG;

    private Redeployments() {}

    /**
     * @param times how often
     * @param use decides flows of every kind, and leaves work that will never end by itself
     * @param over fails while anything of the application goes on outside
     * @return the server's JVM, where no thread of the application is left
     */
    static Jvm redeploy(RunningServer server, int times, Runnable use, ThrowingRunnable over)
            throws IOException {
        server.deploy();
        use.run();
        Jvm jvm = server.jvm();
        await("what is looked for")
                .atMost(LONG)
                .untilAsserted(() -> assertThatItIsSeen(server, jvm));
        undeployUnderLoad(server, over);
        for (int i = 0; i < times; i++) {
            server.deploy();
            use.run();
            undeployUnderLoad(server, over);
        }
        await().atMost(LONG).untilAsserted(() -> assertThat(threads(jvm)).isEmpty());
        return jvm;
    }

    /** While the application works, as a thread may end that has nothing to do. */
    private static void assertThatItIsSeen(RunningServer server, Jvm jvm) {
        assertThat(server.tryWork()).isTrue();
        assertThat(threads(jvm)).isNotEmpty();
        assertThat(jvm.copies(CLASS)).isOne();
    }

    /** Not for servers whose own threads keep requests or resources that they once served. */
    static void noClassLoaderStays(Jvm jvm) {
        await().atMost(LONG).untilAsserted(() -> assertThat(live(jvm)).isLessThanOrEqualTo(KEPT));
    }

    /** While calls arrive. */
    private static void undeployUnderLoad(RunningServer server, ThrowingRunnable over)
            throws IOException {
        try (Traffic traffic = new Traffic(server)) {
            await().atMost(LONG).until(() -> traffic.answered() > 0);
            server.undeploy();
        }
        await().atMost(LONG).untilAsserted(over);
    }

    private static long live(Jvm jvm) {
        jvm.collectGarbage();
        long copies = jvm.copies(CLASS);
        System.out.println("class loaders alive after the redeployments: " + copies);
        return copies;
    }

    /** Threads of the channel, of the client of the store, and any of our own. */
    private static List<String> threads(Jvm jvm) {
        return jvm.threads().stream()
                .filter(
                        name ->
                                name.matches(
                                        "(?i)(grpc|okhttp|aperture|.*(lettuce|netty|nio.?event|globalEvent|threadDeath|objectCleaner|parallel|boundedElastic)).*"))
                .toList();
    }
}
