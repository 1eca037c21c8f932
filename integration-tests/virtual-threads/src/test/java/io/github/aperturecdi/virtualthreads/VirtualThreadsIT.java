package io.github.aperturecdi.virtualthreads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.github.aperturecdi.testing.Jdk;
import io.github.aperturecdi.testing.Jdks;
import io.github.aperturecdi.testing.ScriptedAgent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.embedded.RedisServer;

/**
 * Flows on virtual threads do not keep the carriers: neither in their waits for the agent or for a
 * store, nor in what the library does around the work.
 *
 * <p>On Java 24 or newer, where monitors do not pin. Before, those of gRPC and of the container
 * may, whatever this library does; its own code has none, which NoMonitorsTest sees to on any Java.
 */
class VirtualThreadsIT {

    private static final int MIN_JAVA = 24;

    @TempDir Path folder;

    @Test
    void no_virtual_thread_is_pinned_by_the_library() throws Exception {
        Jdk jdk = newJdk();
        List<RecordedEvent> events = record(jdk);
        List<RecordedEvent> ways = Pins.named(Way.NAME, events);
        Pins pins = Pins.of(events);
        report(jdk, ways, pins);

        assertThat(ways)
                .extracting(way -> way.getString("way"))
                .containsExactly(
                        "gRPC direct",
                        "gRPC sync",
                        "gRPC stage",
                        "gRPC cached",
                        "embedded direct",
                        "embedded sync",
                        "embedded stage",
                        "embedded cached",
                        "store direct",
                        "store sync",
                        "store stage",
                        "store cached");
        assertThat(ways).allSatisfy(VirtualThreadsIT::assertEndedAll);
        assertThat(pins.control()).as("a pin would be seen").hasSize(2);
        assertThat(pins.control().stream().filter(Pins.Pin::ofTheLibrary))
                .as("a pin of the library would be seen to be the library's")
                .hasSize(1);
        assertThat(pins.library()).isEmpty();
    }

    private static void assertEndedAll(RecordedEvent way) {
        int started = way.getInt("started");
        assertThat(started).isGreaterThan(Flows.AT_A_TIME * Flows.ROUNDS);
        assertThat(way.getInt("ended")).isEqualTo(started);
        if (way.getString("way").endsWith(Shop.CACHED)) {
            assertThat(way.getInt("worked")).isBetween(1, started - 1);
        } else {
            assertThat(way.getInt("worked")).isEqualTo(started);
        }
    }

    private static Jdk newJdk() {
        return Jdks.atLeast(MIN_JAVA, "VirtualThreadsIT")
                .orElseGet(() -> abort("no JDK of Java " + MIN_JAVA + " or newer"));
    }

    private List<RecordedEvent> record(Jdk jdk) throws IOException, InterruptedException {
        Path recording = folder.resolve("flows.jfr");
        Path output = folder.resolve("output");
        int port = ScriptedAgent.freePort();
        RedisServer server = RedisServer.newRedisServer().bind("127.0.0.1").port(port).build();
        server.start();
        try (ChildJvm child =
                ChildJvm.start(
                        jdk,
                        Flows.class,
                        output,
                        recording.toString(),
                        "redis://127.0.0.1:" + port)) {
            child.awaitSuccess();
        } finally {
            server.stop();
        }
        return RecordingFile.readAllEvents(recording);
    }

    private static void report(Jdk jdk, List<RecordedEvent> ways, Pins pins) {
        System.out.printf(
                "virtual threads on JDK %s: flows started/ended %s; pinned: %d by the library,"
                        + " %d elsewhere, %d while classes were loaded, %d by the control%n",
                jdk.version(),
                ways.stream().map(VirtualThreadsIT::numbers).collect(Collectors.joining(", ")),
                pins.library().size(),
                pins.others().size(),
                pins.loading().size(),
                pins.control().size());
        pins.others().forEach(pin -> System.out.println("pinned elsewhere: " + pin));
    }

    private static String numbers(RecordedEvent way) {
        return way.getString("way") + " " + way.getInt("started") + "/" + way.getInt("ended");
    }
}
