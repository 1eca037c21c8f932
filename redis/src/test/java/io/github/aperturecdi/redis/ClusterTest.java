package io.github.aperturecdi.redis;

import static io.github.aperturecdi.redis.ErrorsTest.message;
import static io.github.aperturecdi.redis.RedisStoreTest.BUCKET;
import static io.github.aperturecdi.redis.RedisStoreTest.LIMIT;
import static io.github.aperturecdi.redis.RedisStoreTest.answer;
import static io.github.aperturecdi.redis.RedisStoreTest.connected;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.embedded.store.Counter;
import io.github.aperturecdi.embedded.store.HeldPlace;
import io.github.aperturecdi.embedded.store.SharedStore;
import io.github.aperturecdi.embedded.store.StoreException;
import io.github.aperturecdi.flow.spi.CacheKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clusters, and what the loss of one of their nodes does. */
@Tag("long")
class ClusterTest {

    /** So many that each of three nodes has some. */
    private static final List<Counter> COUNTERS =
            IntStream.range(0, 30).mapToObj(i -> new Counter("p", "root.0", "user:" + i)).toList();

    private final List<AutoCloseable> open = new ArrayList<>();

    private <T extends AutoCloseable> T ends(T opened) {
        open.add(0, opened);
        return opened;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private SharedStore storeOf(TestServer node) {
        return connected(ends(TestServer.open("redis-cluster://127.0.0.1:" + node.port)));
    }

    /** Asks about each counter, one after another. */
    private static List<String> take(SharedStore store) {
        return COUNTERS.stream().map(each -> message(store.take(each, BUCKET, 0, 0))).toList();
    }

    private List<TestServer> cluster() {
        List<TestServer> nodes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            nodes.add(
                    ends(
                            TestServer.withOptions(
                                    "--cluster-enabled",
                                    "yes",
                                    "--cluster-node-timeout",
                                    "2000",
                                    "--cluster-require-full-coverage",
                                    "no")));
        }
        for (int i = 0; i < 3; i++) {
            int node = i;
            try (Resp client = nodes.get(i).client()) {
                List<String> command = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
                IntStream.range(0, 16384)
                        .filter(slot -> slot * 3 / 16384 == node)
                        .forEach(slot -> command.add("" + slot));
                client.ask(command.toArray(String[]::new));
                client.ask("CLUSTER", "MEET", "127.0.0.1", "" + nodes.get(0).port);
            }
        }
        for (TestServer node : nodes) {
            try (Resp client = node.client()) {
                await().atMost(Duration.ofSeconds(30))
                        .until(
                                () ->
                                        client.text("CLUSTER", "INFO").contains("cluster_state:ok")
                                                && knowsAll(client.text("CLUSTER", "NODES")));
            }
        }
        return nodes;
    }

    /** A node in its handshake still gets another id, and then clients lose their connections. */
    private static boolean knowsAll(String nodes) {
        return nodes.lines().count() == 3 && !nodes.contains("handshake");
    }

    @Test
    void a_cluster_spreads_counters_over_its_nodes() {
        List<TestServer> nodes = cluster();
        SharedStore store = storeOf(nodes.get(1));
        SharedStore other = storeOf(nodes.get(2));
        AtomicInteger woken = new AtomicInteger();
        COUNTERS.forEach(counter -> other.watch(counter, woken::incrementAndGet));
        await().untilAsserted(() -> assertThat(woken.get()).isGreaterThanOrEqualTo(30));
        woken.set(0);

        for (Counter counter : COUNTERS) {
            assertThat(answer(store.take(counter, BUCKET, 5, 0)).taken()).isTrue();
            assertThat(answer(other.take(counter, BUCKET, 1, 0)).taken()).isFalse();
            assertThat(answer(store.take(counter, LIMIT, "a", 2, true)).taken()).isTrue();
            assertThat(answer(other.take(counter, LIMIT, "b", 1, true)).taken()).isFalse();
            assertThat(answer(store.end(counter, "a"))).isTrue();
        }

        await().untilAsserted(() -> assertThat(woken).hasValue(30));
        for (TestServer node : nodes) {
            try (Resp client = node.client()) {
                assertThat((long) client.ask("DBSIZE")).isPositive();
            }
        }
    }

    /** How many scripts the nodes have run. */
    private static long scripts(List<TestServer> nodes) {
        long all = 0;
        for (TestServer node : nodes) {
            try (Resp client = node.client()) {
                all +=
                        client.text("INFO", "commandstats")
                                .lines()
                                .filter(line -> line.startsWith("cmdstat_evalsha:"))
                                .mapToLong(line -> Long.parseLong(line.split("[=,]")[1]))
                                .sum();
            }
        }
        return all;
    }

    @Test
    void a_lost_node_of_a_cluster_is_no_reason_to_tell_all_places_again_and_again() {
        List<TestServer> nodes = cluster();
        SharedStore store = storeOf(nodes.get(1));
        AtomicInteger back = new AtomicInteger();
        List<HeldPlace> place = List.of(new HeldPlace("a", 1, LIMIT.maxInflightNanos()));
        // The listeners were told of the first connection before this answer.
        answer(store.get(new CacheKey.Global("x")));
        store.onConnected(
                () -> {
                    back.incrementAndGet();
                    COUNTERS.forEach(each -> store.keep(each, place));
                });
        assertThat(take(store)).containsOnly("no error");
        nodes.get(0).kill();
        List<TestServer> live = nodes.subList(1, 3);
        long before = scripts(live);
        for (int i = 0; i < 3; i++) {
            assertThat(take(store)).contains("no error").anyMatch(each -> !each.equals("no error"));
        }

        assertThat(back).as("returns of a node that is away").hasValue(0);
        assertThat(scripts(live) - before).isLessThanOrEqualTo(3L * COUNTERS.size());
        nodes.get(0).start();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(take(store)).containsOnly("no error"));
        await().untilAsserted(() -> assertThat(back).hasPositiveValue());
        try (Resp client = nodes.get(0).client()) {
            await().untilAsserted(() -> assertThat((long) client.ask("DBSIZE")).isPositive());
        }
    }

    @Test
    void an_error_of_one_node_is_not_one_of_the_whole_cluster() {
        List<TestServer> nodes = cluster();
        SharedStore store = storeOf(nodes.get(1));
        nodes.get(0).kill();

        List<StoreException> errors = new ArrayList<>();
        for (Counter counter : COUNTERS) {
            store.take(counter, BUCKET, 0, 0)
                    .exceptionally(
                            error -> {
                                errors.add((StoreException) error);
                                return null;
                            })
                    .toCompletableFuture()
                    .join();
        }

        assertThat(errors).isNotEmpty().allMatch(StoreException::isOfOnePart);
    }

    private static boolean hasSubscribers(TestServer node) {
        try (Resp client = node.client()) {
            List<?> number = (List<?>) client.ask("PUBSUB", "NUMSUB", "aperture:freed");
            return (Long) number.get(1) > 0;
        }
    }

    @Test
    void messages_come_from_another_node_when_theirs_stands_still() throws Exception {
        List<TestServer> nodes = cluster();
        SharedStore store = storeOf(nodes.get(1));
        AtomicInteger woken = new AtomicInteger();
        store.watch(COUNTERS.get(0), woken::incrementAndGet);
        await().untilAsserted(() -> assertThat(woken).hasPositiveValue());
        // A watch runs once or twice when it begins, and no more after this.
        answer(store.get(new CacheKey.Global("x")));
        woken.set(0);
        TestServer silent = nodes.stream().filter(ClusterTest::hasSubscribers).findFirst().get();

        silent.signal("STOP");

        await().atMost(Duration.ofSeconds(60))
                .until(
                        () ->
                                nodes.stream()
                                        .filter(node -> node != silent)
                                        .anyMatch(ClusterTest::hasSubscribers));
        await().untilAsserted(() -> assertThat(woken).hasPositiveValue());
    }

    @Test
    void a_cluster_that_is_taken_for_one_server_is_named() {
        List<TestServer> nodes = cluster();
        SharedStore store = connected(ends(nodes.get(0).open()));

        List<String> results =
                COUNTERS.stream()
                        .map(counter -> message(store.take(counter, BUCKET, 1, 0)))
                        .toList();

        assertThat(results).anyMatch(text -> text.startsWith("APERTURE-117: "));
    }
}
