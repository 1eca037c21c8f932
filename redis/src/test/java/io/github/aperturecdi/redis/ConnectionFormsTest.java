package io.github.aperturecdi.redis;

import static io.github.aperturecdi.redis.ErrorsTest.message;
import static io.github.aperturecdi.redis.RedisStoreTest.BUCKET;
import static io.github.aperturecdi.redis.RedisStoreTest.COUNTER;
import static io.github.aperturecdi.redis.RedisStoreTest.LIMIT;
import static io.github.aperturecdi.redis.RedisStoreTest.answer;
import static io.github.aperturecdi.redis.RedisStoreTest.connected;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.embedded.store.SharedStore;
import io.github.aperturecdi.flow.spi.CacheKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** User and password, TLS, and a database. */
@Tag("long")
class ConnectionFormsTest {

    /** As in docs/redis.md. */
    private static final String RIGHTS =
            "ACL SETUSER app on >pw ~aperture:* resetchannels &aperture:freed -@all"
                    + " +evalsha +eval +time +hmget +hset +hget +hdel +hlen +del +persist"
                    + " +pexpireat +zadd +zcard +zrange +zrangebyscore +zremrangebyscore +zscore"
                    + " +zrem +get +set +publish +subscribe +ping";

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

    @Test
    void the_user_needs_only_the_rights_of_the_document() {
        TestServer server = ends(TestServer.withOptions());
        try (Resp client = server.client()) {
            client.ask(RIGHTS.split(" "));
            client.ask("ACL", "SETUSER", "default", "off");
        }
        SharedStore store = ends(TestServer.open(server.uri(), "app", "pw"));
        connected(store);
        AtomicInteger woken = new AtomicInteger();
        store.watch(COUNTER, woken::incrementAndGet);
        await().untilAsserted(() -> assertThat(woken).hasPositiveValue());

        // A watch runs once or twice when it begins, and no more after this.
        assertThat(take(store)).isEqualTo("no error");
        woken.set(0);
        assertThat(message(store.settle(COUNTER, BUCKET, -1))).isEqualTo("no error");
        for (String id : List.of("a", "b", "c")) {
            assertThat(message(store.take(COUNTER, LIMIT, id, 1.5, true))).isEqualTo("no error");
        }
        assertThat(answer(store.end(COUNTER, "a"))).isTrue();
        await().untilAsserted(() -> assertThat(woken).hasPositiveValue());
        CacheKey key = new CacheKey.Global("x");
        assertThat(message(store.put(key, new byte[1], Duration.ofSeconds(9))))
                .isEqualTo("no error");
        assertThat(answer(store.get(key))).hasSize(1);
        assertThat(message(store.delete(key))).isEqualTo("no error");
    }

    @Test
    void a_wrong_password_is_named_and_a_corrected_one_is_used_without_a_restart() {
        TestServer server = ends(TestServer.withOptions("--requirepass", "right"));
        SharedStore store = ends(TestServer.open("redis://:secret@127.0.0.1:" + server.port));
        await().untilAsserted(
                        () ->
                                assertThat(take(store))
                                        .startsWith("APERTURE-110")
                                        .contains("WRONGPASS"));
        assertThat(take(store)).doesNotContain("secret");

        try (Resp client = server.client()) {
            client.ask("AUTH", "right");
            client.ask("CONFIG", "SET", "requirepass", "secret");
        }

        await().untilAsserted(() -> assertThat(take(store)).isEqualTo("no error"));
    }

    @Test
    void a_missing_password_is_named() {
        TestServer server = ends(TestServer.withOptions("--requirepass", "right"));
        SharedStore store = ends(server.open());

        await().untilAsserted(
                        () ->
                                assertThat(take(store))
                                        .startsWith("APERTURE-110")
                                        .contains("NOAUTH"));
    }

    @Test
    void an_expired_user_is_named_and_comes_back() {
        TestServer server = ends(TestServer.withOptions());
        try (Resp client = server.client()) {
            client.ask("ACL SETUSER app on >pw ~* &* +@all".split(" "));
            SharedStore store = connected(ends(TestServer.open(server.uri(), "app", "pw")));
            assertThat(take(store)).isEqualTo("no error");

            client.ask("ACL", "DELUSER", "app");

            await().untilAsserted(() -> assertThat(take(store)).contains("WRONGPASS"));
            client.ask("ACL SETUSER app on >pw ~* &* +@all".split(" "));
            await().untilAsserted(() -> assertThat(take(store)).isEqualTo("no error"));
        }
    }

    @Test
    void a_user_without_rights_is_told_which() {
        TestServer server = ends(TestServer.withOptions());
        try (Resp client = server.client()) {
            client.ask("ACL SETUSER app on >pw ~other:* +@all".split(" "));
        }
        SharedStore store = connected(ends(TestServer.open(server.uri(), "app", "pw")));

        assertThat(take(store)).startsWith("APERTURE-116: ").contains("NOPERM");
    }

    @Test
    void a_database_has_its_own_counts() {
        TestServer server = ends(TestServer.withOptions());
        try (Resp client = server.client()) {
            client.ask((RIGHTS + " +select").split(" "));
        }
        SharedStore store = connected(ends(TestServer.open(server.uri() + "/3", "app", "pw")));

        assertThat(take(store)).isEqualTo("no error");

        try (Resp client = server.client()) {
            assertThat(client.ask("DBSIZE")).isEqualTo(0L);
            client.ask("SELECT", "3");
            assertThat(client.ask("DBSIZE")).isEqualTo(1L);
        }
    }

    @Test
    void tls_is_verified_against_the_trust_store_of_the_jvm(@TempDir Path folder) throws Exception {
        TestServer server = ends(TestServer.withOptions("--requirepass", "pw"));
        TlsProxy proxy = ends(new TlsProxy(server.port, folder, "ip:127.0.0.1"));
        String uri = "rediss://:pw@127.0.0.1:" + proxy.port();

        try (SharedStore distrusts = TestServer.open(uri)) {
            await().untilAsserted(() -> assertThat(take(distrusts)).contains("certification path"));
        }
        trusting(
                proxy,
                () -> {
                    SharedStore store = connected(ends(TestServer.open(uri)));
                    assertThat(take(store)).isEqualTo("no error");
                    AtomicInteger woken = new AtomicInteger();
                    store.watch(COUNTER, woken::incrementAndGet);
                    await().untilAsserted(() -> assertThat(woken).hasPositiveValue());
                });
    }

    @Test
    void a_certificate_of_another_host_is_refused(@TempDir Path folder) throws Exception {
        TestServer server = ends(TestServer.withOptions());
        TlsProxy proxy = ends(new TlsProxy(server.port, folder, "dns:other.example.org"));

        trusting(
                proxy,
                () -> {
                    SharedStore store = ends(TestServer.open("rediss://127.0.0.1:" + proxy.port()));
                    await().untilAsserted(
                                    () -> assertThat(take(store)).contains("subject alternative"));
                });
    }

    private static void trusting(TlsProxy proxy, Runnable test) {
        System.setProperty("javax.net.ssl.trustStore", proxy.keys.toString());
        System.setProperty("javax.net.ssl.trustStorePassword", TlsProxy.PASSWORD);
        try {
            test.run();
        } finally {
            System.clearProperty("javax.net.ssl.trustStore");
            System.clearProperty("javax.net.ssl.trustStorePassword");
        }
    }

    @Test
    void sentinels_get_the_password_only_if_the_address_says_so() throws Exception {
        TestServer server = ends(TestServer.withOptions("--requirepass", "pw"));
        String monitor =
                """
                sentinel monitor main 127.0.0.1 %s 1
                sentinel auth-pass main pw
                """
                        .formatted(server.port);
        TestServer plain = ends(TestServer.sentinel(monitor));
        TestServer locked = ends(TestServer.sentinel(monitor + "requirepass pw\n"));

        SharedStore withPlain =
                ends(TestServer.open("redis-sentinel://:pw@127.0.0.1:" + plain.port + "/3#main"));
        SharedStore withLocked =
                ends(
                        TestServer.open(
                                "redis-sentinel://:pw@127.0.0.1:%s/3?sentinel-auth=true#main"
                                        .formatted(locked.port)));

        assertThat(take(connected(withPlain))).isEqualTo("no error");
        assertThat(answer(connected(withLocked).take(COUNTER, BUCKET, 1, 0)).available())
                .isBetween(3.0, 3.1);
        try (Resp client = server.client()) {
            client.ask("AUTH", "pw");
            client.ask("SELECT", "3");
            assertThat(client.ask("DBSIZE")).isEqualTo(1L);
        }
    }
}
