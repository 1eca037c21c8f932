package io.github.aperturecdi.quarkusredis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.embedded.RedisServer;

/** Two processes of one application count together, with the Netty of Quarkus. */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class TwoInstancesIT {

    /** Quarkus has virtual threads since Java 21. */
    private static final String VIRTUAL_THREAD =
            Runtime.version().feature() >= 21 ? "quarkus-virtual-thread-" : "executor-thread-";

    private static final Pattern PROCESS = Pattern.compile("process_id:(\\d+)");

    private static RedisServer server;
    private static String pid;
    private static Instance one;
    private static Instance other;

    @BeforeAll
    static void start() throws IOException {
        int port = Instance.freePort();
        server = RedisServer.newRedisServer().bind("127.0.0.1").port(port).build();
        server.start();
        one = new Instance("one", port);
        other = new Instance("other", port);
        try (RedisClient client = RedisClient.create("redis://127.0.0.1:" + port);
                StatefulRedisConnection<String, String> connection = client.connect()) {
            Matcher process = PROCESS.matcher(connection.sync().info("server"));
            assertThat(process.find()).isTrue();
            pid = process.group(1);
        }
        awaitStore();
    }

    /** A store that does not answer for a while loses its connections. */
    private static void awaitStore() {
        one.awaitStore();
        other.awaitStore();
    }

    @AfterAll
    static void end() throws IOException {
        for (Instance each : new Instance[] {one, other}) {
            if (each != null) {
                each.close();
            }
        }
        server.stop();
    }

    @Test
    void one_limit_holds_over_both_and_every_method_runs_on_its_own_kind_of_thread() {
        awaitStore();
        for (Instance each : List.of(one, other)) {
            assertRunsOn(each.get("/sync"), "executor-thread-");
            assertRunsOn(each.get("/uni"), "vert.x-eventloop-thread-");
            assertRunsOn(each.get("/stage"), "vert.x-eventloop-thread-");
        }
        for (Instance each : List.of(one, other)) {
            for (String path : List.of("/sync", "/uni", "/stage")) {
                assertThat(each.get(path).statusCode()).isEqualTo(429);
            }
        }
    }

    private static void assertRunsOn(HttpResponse<String> response, String thread) {
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).startsWith(thread);
    }

    @Test
    void the_start_line_says_where_limits_are_counted() throws IOException {
        assertThat(Files.readString(Path.of("target", "one.log")))
                .contains("APERTURE-622")
                .doesNotContain("APERTURE-610");
    }

    /**
     * The one event loop of the application is asked while a flow on it waits for the store. If the
     * flow blocked it, it would only answer when the flow has its decision, and nothing waits any
     * more.
     */
    @ParameterizedTest
    @ValueSource(strings = {"/patient/uni", "/patient/stage"})
    void an_event_loop_goes_on_while_a_flow_waits_for_the_store(String path) {
        await().atMost(Instance.LONG).until(() -> isSeenToWait(path));
        await().atMost(Instance.LONG)
                .untilAsserted(() -> assertRunsOn(one.get(path), "vert.x-eventloop-thread-"));
    }

    /** The event loop goes on, and the flow has the decision of the store, not one without it. */
    @Test
    void a_virtual_thread_waits_for_the_store_and_the_event_loop_goes_on() {
        await().atMost(Instance.LONG).until(() -> isSeenToWait("/patient/virtual"));
        await().atMost(Instance.LONG)
                .untilAsserted(() -> assertRunsOn(one.get("/patient/virtual"), VIRTUAL_THREAD));
        awaitStore();
        assertRunsOn(one.get("/virtual"), VIRTUAL_THREAD);
        assertRunsOn(other.get("/virtual"), VIRTUAL_THREAD);
        assertThat(one.get("/virtual").statusCode()).isEqualTo(429);
        assertThat(other.get("/virtual").statusCode()).isEqualTo(429);
    }

    private static boolean isSeenToWait(String path) throws Exception {
        signal("STOP");
        try {
            CompletableFuture<HttpResponse<String>> call = one.ask(path);
            boolean seen = false;
            while (!seen && !call.isDone()) {
                seen = !one.get("/waiting").body().equals("0");
            }
            return seen;
        } finally {
            signal("CONT");
        }
    }

    private static void signal(String signal) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + signal, pid).inheritIO().start();
        assertThat(kill.waitFor()).isZero();
    }
}
