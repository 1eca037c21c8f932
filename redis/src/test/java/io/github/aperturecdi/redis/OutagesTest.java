package io.github.aperturecdi.redis;

import static io.github.aperturecdi.redis.ErrorsTest.message;
import static io.github.aperturecdi.redis.RedisStoreTest.BUCKET;
import static io.github.aperturecdi.redis.RedisStoreTest.COUNTER;
import static io.github.aperturecdi.redis.RedisStoreTest.LIMIT;
import static io.github.aperturecdi.redis.RedisStoreTest.answer;
import static io.github.aperturecdi.redis.RedisStoreTest.connected;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.embedded.store.PlaceLimit;
import io.github.aperturecdi.embedded.store.SharedStore;
import io.github.aperturecdi.embedded.store.Tokens;
import io.github.aperturecdi.flow.spi.CacheKey;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Servers that end, pause and are replaced. */
@Tag("long")
class OutagesTest {

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

    private static String take(SharedStore store) {
        return message(store.take(COUNTER, BUCKET, 1, 0));
    }

    private static void awaitBack(SharedStore store) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(take(store)).isEqualTo("no error"));
    }

    @Test
    void a_store_is_opened_before_its_server() {
        TestServer server = ends(TestServer.withOptions());
        server.kill();
        SharedStore store = ends(server.open());
        AtomicInteger back = new AtomicInteger();
        store.onConnected(back::incrementAndGet);
        assertThat(store.connected()).isFalse();
        assertThat(take(store)).startsWith("APERTURE-110: ");

        server.start();

        awaitBack(store);
        assertThat(store.connected()).isTrue();
        await().untilAsserted(() -> assertThat(back).hasValue(1));
    }

    @Test
    void a_killed_server_is_used_again_when_it_is_back_without_its_data() {
        TestServer server = ends(TestServer.withOptions());
        SharedStore store = connected(ends(server.open()));
        AtomicInteger back = new AtomicInteger();
        AtomicInteger woken = new AtomicInteger();
        awaitListenersTold(store);
        store.onConnected(back::incrementAndGet);
        store.watch(COUNTER, woken::incrementAndGet);
        awaitWoken(store, woken);
        assertThat(answer(store.take(COUNTER, BUCKET, 4, 0)).taken()).isTrue();

        server.kill();
        await().until(() -> !store.connected());
        assertThat(take(store)).startsWith("APERTURE-110: ");
        server.start();

        awaitBack(store);
        await().untilAsserted(() -> assertThat(back).hasValue(1));
        await().untilAsserted(() -> assertThat(woken).hasPositiveValue());
        assertThat(answer(store.take(COUNTER, BUCKET, 4, 0)).taken()).isTrue();
    }

    /** The store's thread tells its listeners of a connection, and serves requests afterwards. */
    private static void awaitListenersTold(SharedStore store) {
        answer(store.get(new CacheKey.Global("x")));
    }

    /** A watch runs once or twice when it begins. After this it has run no more. */
    private static void awaitWoken(SharedStore store, AtomicInteger woken) {
        await().untilAsserted(() -> assertThat(woken).hasPositiveValue());
        awaitListenersTold(store);
        woken.set(0);
    }

    @Test
    void a_killed_server_is_used_again_with_its_data() {
        TestServer server =
                ends(TestServer.withOptions("--appendonly", "yes", "--appendfsync", "always"));
        SharedStore store = connected(ends(server.open()));
        PlaceLimit one = new PlaceLimit(1, Duration.ofMinutes(1).toNanos());
        assertThat(answer(store.take(COUNTER, BUCKET, 4, 0)).taken()).isTrue();
        assertThat(answer(store.take(COUNTER, one, "a", 1.5, false)).taken()).isTrue();

        server.kill();
        server.start();

        awaitBack(store);
        assertThat(answer(store.take(COUNTER, BUCKET, 0, 0)).available()).isBetween(0.0, 0.1);
        assertThat(answer(store.take(COUNTER, one, "b", 1, false)).current()).isEqualTo(1.5);
    }

    @Test
    void a_pause_of_two_seconds_keeps_the_connection_and_the_answers_are_late() throws Exception {
        TestServer server = ends(TestServer.withOptions());
        SharedStore store = connected(ends(server.open()));
        AtomicInteger back = new AtomicInteger();
        awaitListenersTold(store);
        store.onConnected(back::incrementAndGet);

        server.signal("STOP");
        List<CompletableFuture<Tokens>> asked = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            asked.add(store.take(COUNTER, BUCKET, 1, 0).toCompletableFuture());
        }
        CompletableFuture.runAsync(() -> {}, CompletableFuture.delayedExecutor(2, TimeUnit.SECONDS))
                .join();
        assertThat(asked).noneMatch(CompletableFuture::isDone);
        server.signal("CONT");

        asked.forEach(stage -> assertThat(answer(stage).taken()).isTrue());
        assertThat(back).hasValue(0);
    }

    @Test
    void a_paused_server_is_given_up_at_last_and_used_again() throws Exception {
        TestServer server = ends(TestServer.withOptions());
        SharedStore store = connected(ends(server.open()));

        server.signal("STOP");
        assertThat(take(store)).startsWith("APERTURE-111: ");
        server.signal("CONT");

        awaitBack(store);
    }

    @Test
    void a_lost_connection_for_messages_runs_all_watches() {
        TestServer server = ends(TestServer.withOptions());
        SharedStore store = connected(ends(server.open()));
        AtomicInteger woken = new AtomicInteger();
        store.watch(COUNTER, woken::incrementAndGet);
        awaitWoken(store, woken);

        try (Resp client = server.client()) {
            client.ask("CLIENT", "KILL", "TYPE", "pubsub");
        }

        await().untilAsserted(() -> assertThat(woken).hasPositiveValue());
        assertThat(store.connected()).isTrue();
    }

    @Test
    void sentinel_names_the_new_master() throws Exception {
        TestServer master = ends(TestServer.withOptions());
        TestServer replica =
                ends(TestServer.withOptions("--replicaof", "127.0.0.1", "" + master.port));
        TestServer sentinel =
                ends(
                        TestServer.sentinel(
                                """
                                sentinel monitor main 127.0.0.1 %s 1
                                sentinel down-after-milliseconds main 1000
                                sentinel failover-timeout main 5000
                                """
                                        .formatted(master.port)));
        SharedStore store =
                connected(
                        ends(
                                TestServer.open(
                                        "redis-sentinel://127.0.0.1:" + sentinel.port + "#main")));
        AtomicInteger back = new AtomicInteger();
        store.onConnected(back::incrementAndGet);
        assertThat(answer(store.take(COUNTER, BUCKET, 4, 0)).taken()).isTrue();
        assertThat(answer(store.take(COUNTER, LIMIT, "a", 2, false)).taken()).isTrue();
        try (Resp client = master.client()) {
            assertThat(client.ask("WAIT", "1", "10000")).isEqualTo(1L);
        }
        try (Resp client = sentinel.client()) {
            await().atMost(Duration.ofSeconds(30))
                    .until(
                            () ->
                                    ((List<?>) client.ask("SENTINEL", "REPLICAS", "main")).size()
                                            == 1);
        }

        master.kill();
        long begin = System.nanoTime();
        assertThat(take(store)).startsWith("APERTURE-11");
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () ->
                                !store.settle(COUNTER, BUCKET, 0)
                                                .toCompletableFuture()
                                                .handle((answer, error) -> error != null)
                                                .join()
                                        && take(store).equals("no error"));
        System.out.println(
                "fail-over: " + Duration.ofNanos(System.nanoTime() - begin).toMillis() + " ms");

        assertThat(back.get()).isPositive();
        assertThat(answer(store.take(COUNTER, LIMIT, "b", 1, false)).current()).isEqualTo(2);
        // The master returns, and becomes a replica of the other one.
        master.start();
        await().atMost(Duration.ofSeconds(60)).until(() -> role(master).equals("slave"));
        assertThat(take(store)).isEqualTo("no error");
    }

    @Test
    void a_master_that_becomes_a_replica_is_left() throws Exception {
        TestServer master = ends(TestServer.withOptions());
        TestServer replica =
                ends(TestServer.withOptions("--replicaof", "127.0.0.1", "" + master.port));
        TestServer sentinel =
                ends(
                        TestServer.sentinel(
                                """
                                sentinel monitor main 127.0.0.1 %s 1
                                sentinel down-after-milliseconds main 60000
                                sentinel failover-timeout main 5000
                                """
                                        .formatted(master.port)));
        SharedStore store =
                connected(
                        ends(
                                TestServer.open(
                                        "redis-sentinel://127.0.0.1:" + sentinel.port + "#main")));
        assertThat(take(store)).isEqualTo("no error");
        try (Resp client = sentinel.client()) {
            await().atMost(Duration.ofSeconds(30))
                    .until(
                            () ->
                                    ((List<?>) client.ask("SENTINEL", "REPLICAS", "main")).size()
                                            == 1);
            await().atMost(Duration.ofSeconds(30)).until(() -> asked(client));
        }

        await().atMost(Duration.ofSeconds(60)).until(() -> role(replica).equals("master"));
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> {
                            assertThat(take(store)).isEqualTo("no error");
                            try (Resp client = replica.client()) {
                                assertThat(client.text("INFO", "commandstats"))
                                        .contains("cmdstat_eval");
                            }
                        });
    }

    /** With a connection of its own, as Sentinel ends those of a server whose role changes. */
    private static String role(TestServer server) {
        try (Resp client = server.client()) {
            return (String) ((List<?>) client.ask("ROLE")).get(0);
        } catch (UncheckedIOException closed) {
            return "changing";
        }
    }

    /** Asks for a fail-over, which Sentinel refuses until it knows a good replica. */
    private static boolean asked(Resp sentinel) {
        try {
            sentinel.ask("SENTINEL", "FAILOVER", "main");
            return true;
        } catch (IllegalStateException notYet) {
            return false;
        }
    }
}
