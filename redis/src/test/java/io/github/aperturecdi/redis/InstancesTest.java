package io.github.aperturecdi.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Three instances in processes of their own, with one policy and one server. */
@Tag("long")
class InstancesTest {

    private static final double CAPACITY = 3;
    private static final double FILL_PER_SECOND = 0.5;
    private static final int PLACES = 5;
    private static final Duration TRAFFIC = Duration.ofSeconds(6);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** The timeout of a check. Past it an instance decides without an answer of the server. */
    private static final Duration SHORT = Duration.ofMillis(200);

    private static final Duration LONG = Duration.ofSeconds(30);

    private static final String MONITOR =
            """
            sentinel monitor main 127.0.0.1 %s 1
            sentinel down-after-milliseconds main 1000
            sentinel failover-timeout main 5000
            """;

    private final List<Started> instances = new ArrayList<>();
    private TestServer server;

    /** The server by whose time limits are measured. */
    private TestServer clock;

    /** An instance that runs. */
    private record Started(Process process, BufferedReader out, PrintWriter in) {

        void tell(String command) {
            in.println(command);
            in.flush();
        }

        /** The lines until a command is done. */
        List<String> answer() {
            try {
                List<String> lines = new ArrayList<>();
                for (String line = out.readLine(); !"done".equals(line); line = out.readLine()) {
                    assertThat(line).as("the instance has ended").isNotNull();
                    lines.add(line);
                }
                return lines;
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        List<String> ask(String command) {
            tell(command);
            return answer();
        }
    }

    @BeforeEach
    void start() {
        server = TestServer.withOptions();
        clock = server;
    }

    @AfterEach
    void end() throws InterruptedException {
        for (Started each : instances) {
            each.process().destroyForcibly().waitFor();
        }
        server.close();
    }

    private void start(int number, String onFailure, Duration timeout)
            throws IOException, URISyntaxException {
        start(number, onFailure, timeout, server.uri());
    }

    private void start(int number, String onFailure, Duration timeout, String uri)
            throws IOException, URISyntaxException {
        String policies =
                Path.of(InstancesTest.class.getResource("/instances/limits.yaml").toURI())
                        .toString();
        for (int i = 0; i < number; i++) {
            Process process =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    Instance.class.getName(),
                                    uri,
                                    policies,
                                    onFailure,
                                    Long.toString(timeout.toMillis()))
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            instances.add(
                    new Started(
                            process,
                            process.inputReader(),
                            new PrintWriter(process.outputWriter())));
        }
        for (Started each : instances) {
            assertThat(each.out().readLine()).isEqualTo("ready");
        }
        awaitConnected(server);
        await().atMost(PATIENCE).until(this::isNoPlaceOfATryLeft);
    }

    private boolean isNoPlaceOfATryLeft() {
        try (Resp client = server.client()) {
            return ((List<?>) client.ask("KEYS", "*:t")).isEmpty();
        }
    }

    /** Waits until all instances ask a server. A try needs the server only when none refuses. */
    private void awaitConnected(TestServer server) {
        await().atMost(PATIENCE)
                .until(
                        () -> {
                            try (Resp client = server.client()) {
                                return client.text("CLIENT", "LIST")
                                                .lines()
                                                .filter(line -> line.contains("cmd=evalsha"))
                                                .count()
                                        >= instances.size();
                            } finally {
                                instances.forEach(each -> each.ask("try"));
                            }
                        });
    }

    /** The server's time in seconds. */
    private double serverTime() {
        try (Resp client = clock.client()) {
            List<?> time = (List<?>) client.ask("TIME");
            return Double.parseDouble(time.get(0).toString())
                    + Double.parseDouble(time.get(1).toString()) / 1e6;
        }
    }

    /** Lets all instances ask, and returns what they admitted. */
    private List<String> traffic(Duration duration, Runnable meanwhile) {
        instances.forEach(each -> each.tell("go"));
        double begin = serverTime();
        meanwhile.run();
        await().atMost(PATIENCE).until(() -> serverTime() - begin > duration.toMillis() / 1000.0);
        instances.forEach(each -> each.tell("stop"));
        List<String> admitted = new ArrayList<>();
        instances.forEach(each -> admitted.addAll(each.answer()));
        return admitted;
    }

    private static void assertLimits(List<String> admitted, double seconds) {
        assertAtMost(CAPACITY + FILL_PER_SECOND * seconds, admitted);
    }

    private static void assertAtMost(double callsOfOneUser, List<String> admitted) {
        Map<String, Integer> calls = new HashMap<>();
        List<long[]> changes = new ArrayList<>();
        for (String line : admitted) {
            String[] parts = line.split(" ");
            if (parts[0].equals("call")) {
                calls.merge(parts[1], 1, Integer::sum);
            } else {
                changes.add(new long[] {Long.parseLong(parts[1]), 1});
                changes.add(new long[] {Long.parseLong(parts[2]), -1});
            }
        }
        assertThat(calls.values()).allMatch(count -> count <= callsOfOneUser);
        changes.sort(
                Comparator.<long[]>comparingLong(change -> change[0])
                        .thenComparingLong(change -> change[1]));
        long inFlight = 0;
        for (long[] change : changes) {
            inFlight += change[1];
            assertThat(inFlight).isLessThanOrEqualTo(PLACES);
        }
    }

    @Test
    void three_instances_together_admit_what_the_policy_says() throws Exception {
        start(3, "REJECT", SHORT);

        double begin = serverTime();
        List<String> admitted = traffic(TRAFFIC, () -> {});
        double seconds = serverTime() - begin;

        assertLimits(admitted, seconds);
        assertThat(admitted).filteredOn(line -> line.startsWith("call")).isNotEmpty();
        assertThat(admitted).filteredOn(line -> line.startsWith("place")).isNotEmpty();
    }

    @Test
    void places_of_a_killed_instance_come_back_when_they_expire() throws Exception {
        start(2, "REJECT", LONG);

        assertThat(instances.get(0).ask("hold")).doesNotContain("false");
        assertThat(instances.get(1).ask("try")).containsExactly("false");
        instances.get(0).process().destroyForcibly().waitFor();

        await().atMost(PATIENCE).until(() -> instances.get(1).ask("try").contains("true"));
    }

    @Test
    void places_of_a_stopped_instance_come_back_at_once() throws Exception {
        start(2, "REJECT", LONG);

        assertThat(instances.get(0).ask("hold")).doesNotContain("false");
        instances.get(0).in().close();
        instances.get(0).process().waitFor();
        double before = serverTime();

        assertThat(instances.get(1).ask("try")).containsExactly("true");
        assertThat(serverTime() - before).as("not by their expiry").isLessThan(5);
    }

    @Test
    void a_pause_of_the_server_lets_nobody_past_the_limits() throws Exception {
        start(3, "REJECT", SHORT);

        double begin = serverTime();
        List<String> admitted =
                traffic(
                        Duration.ofSeconds(10),
                        () -> {
                            try {
                                server.signal("STOP");
                                await().pollDelay(Duration.ofSeconds(4)).until(() -> true);
                                server.signal("CONT");
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        });
        double seconds = serverTime() - begin;

        assertLimits(admitted, seconds);
        assertThat(instances.get(0).ask("try")).as("no place is lost").isNotEmpty();
        await().atMost(PATIENCE).until(() -> instances.get(0).ask("try").contains("true"));
    }

    @Test
    void instances_count_together_again_after_the_server_was_killed() throws Exception {
        start(3, "LOCAL", LONG);

        traffic(
                Duration.ofSeconds(3),
                () -> {
                    server.kill();
                    server.start();
                });
        awaitConnected(server);
        // Each instance has asked the server again, so that the next traffic counts there.
        double begin = serverTime();
        List<String> admitted = traffic(Duration.ofSeconds(3), () -> {});

        assertLimits(admitted, serverTime() - begin);
    }

    @Test
    void limits_hold_over_the_end_of_a_server_that_restarts_with_its_data() throws Exception {
        server.close();
        server = TestServer.withOptions("--appendonly", "yes", "--appendfsync", "always");
        clock = server;
        start(3, "REJECT", SHORT);

        double begin = serverTime();
        List<String> admitted =
                traffic(
                        TRAFFIC,
                        () -> {
                            await().atMost(PATIENCE).until(() -> serverTime() - begin > 2);
                            server.kill();
                            server.start();
                        });
        awaitConnected(server);
        admitted.addAll(traffic(Duration.ofSeconds(2), () -> {}));

        assertLimits(admitted, serverTime() - begin);
        assertThat(admitted).isNotEmpty();
    }

    /**
     * Replication is asynchronous, so the new master may not know the last tokens that were taken.
     * Each user may have one full bucket more at most.
     */
    @Test
    void a_fail_over_by_sentinel_keeps_limits_and_calls_go_on() throws Exception {
        try (TestServer replica =
                        TestServer.withOptions("--replicaof", "127.0.0.1", "" + server.port);
                TestServer sentinel = TestServer.sentinel(MONITOR.formatted(server.port))) {
            try (Resp client = sentinel.client()) {
                await().atMost(PATIENCE)
                        .until(
                                () ->
                                        client.ask("SENTINEL", "REPLICAS", "main")
                                                        instanceof List<?> known
                                                && known.size() == 1);
            }
            start(3, "REJECT", SHORT, "redis-sentinel://127.0.0.1:" + sentinel.port + "#main");
            clock = replica;

            double begin = serverTime();
            List<String> admitted =
                    traffic(
                            TRAFFIC,
                            () -> {
                                await().atMost(PATIENCE).until(() -> serverTime() - begin > 2);
                                server.kill();
                                await().atMost(PATIENCE).until(() -> isMaster(replica));
                            });
            awaitConnected(replica);
            assertAtMost(2 * CAPACITY + FILL_PER_SECOND * (serverTime() - begin), admitted);

            double later = serverTime();
            List<String> after = traffic(TRAFFIC, () -> {});
            assertLimits(after, serverTime() - later);
            assertThat(after).filteredOn(line -> line.startsWith("call")).isNotEmpty();
            assertThat(after).filteredOn(line -> line.startsWith("place")).isNotEmpty();
        }
    }

    private static boolean isMaster(TestServer server) {
        try (Resp client = server.client()) {
            return ((List<?>) client.ask("ROLE")).get(0).equals("master");
        } catch (UncheckedIOException closed) {
            return false;
        }
    }
}
