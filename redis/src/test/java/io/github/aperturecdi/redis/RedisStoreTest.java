package io.github.aperturecdi.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.embedded.store.Bucket;
import io.github.aperturecdi.embedded.store.Counter;
import io.github.aperturecdi.embedded.store.HeldPlace;
import io.github.aperturecdi.embedded.store.PlaceLimit;
import io.github.aperturecdi.embedded.store.Places;
import io.github.aperturecdi.embedded.store.SharedStore;
import io.github.aperturecdi.embedded.store.Tokens;
import io.github.aperturecdi.flow.spi.CacheKey;
import java.io.File;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The store against the servers that this machine has. */
class RedisStoreTest {

    static final Counter COUNTER = new Counter("my policy", "root.0", "user:a b");
    static final Bucket BUCKET =
            new Bucket(5, 1, Duration.ofHours(1).toNanos(), true, false, Long.MAX_VALUE);
    static final PlaceLimit LIMIT = new PlaceLimit(2, Duration.ofMinutes(1).toNanos());

    private final List<AutoCloseable> open = new ArrayList<>();
    private TestServer server;
    private SharedStore store;

    static Stream<Arguments> servers() {
        return TestServer.BINARIES.entrySet().stream()
                .map(each -> Arguments.of(each.getKey(), each.getValue()));
    }

    static <T> T answer(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception error) {
            throw new IllegalStateException(error);
        }
    }

    static SharedStore connected(SharedStore store) {
        await().until(store::connected);
        return store;
    }

    private void on(String binary, String... options) {
        server = TestServer.of(binary, options);
        open.add(server);
        store = connect();
    }

    private SharedStore connect() {
        SharedStore connected = connected(server.open());
        open.add(0, connected);
        return connected;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void two_instances_share_one_bucket(String name, String binary) {
        on(binary);
        SharedStore other = connect();

        assertThat(answer(store.take(COUNTER, BUCKET, 3, 0)).taken()).isTrue();
        Tokens refused = answer(other.take(COUNTER, BUCKET, 3, 0));

        assertThat(refused.taken()).isFalse();
        assertThat(refused.available()).isBetween(2.0, 2.01);
        assertThat(Duration.ofNanos(refused.waitNanos()))
                .isBetween(Duration.ofMinutes(59), Duration.ofHours(1));
        Tokens advance = answer(other.take(COUNTER, BUCKET, 3, Duration.ofHours(2).toNanos()));
        assertThat(advance.taken()).isTrue();
        assertThat(advance.available()).isBetween(-1.0, -0.99);
        assertThat(answer(store.settle(COUNTER, BUCKET, -3)).available()).isBetween(2.0, 2.01);
        assertThat(answer(store.settle(COUNTER, BUCKET, 4)).waitNanos()).isPositive();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void the_key_of_a_bucket_expires_when_it_is_full(String name, String binary) {
        on(binary);
        Bucket quick =
                new Bucket(5, 1, Duration.ofSeconds(1).toNanos(), true, false, Long.MAX_VALUE);

        answer(store.take(COUNTER, quick, 3, 0));

        try (Resp client = server.client()) {
            assertThat((List<?>) client.ask("KEYS", "*")).hasSize(1);
            await().until(() -> ((List<?>) client.ask("KEYS", "*")).isEmpty());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void two_instances_share_places(String name, String binary) {
        on(binary);
        SharedStore other = connect();

        assertThat(answer(store.take(COUNTER, LIMIT, "a", 1, false)).taken()).isTrue();
        assertThat(answer(other.take(COUNTER, LIMIT, "b", 1.5, false)).current()).isEqualTo(1);
        Places refused = answer(store.take(COUNTER, LIMIT, "c", 1, false));

        assertThat(refused.taken()).isFalse();
        assertThat(refused.current()).isEqualTo(2.5);
        assertThat(Duration.ofNanos(refused.untilExpiryNanos()))
                .isBetween(Duration.ofSeconds(30), Duration.ofMinutes(1));
        assertThat(answer(store.end(COUNTER, "b"))).isTrue();
        assertThat(answer(store.end(COUNTER, "b"))).isFalse();
        assertThat(answer(store.take(COUNTER, LIMIT, "c", 1, false)).taken()).isTrue();
        answer(
                other.keep(
                        COUNTER,
                        List.of(
                                new HeldPlace("c", 1, LIMIT.maxInflightNanos()),
                                new HeldPlace("d", 2, LIMIT.maxInflightNanos()))));
        assertThat(answer(store.take(COUNTER, LIMIT, "e", 1, false)).current()).isEqualTo(4);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void many_places_are_kept_in_several_requests(String name, String binary) {
        on(binary);
        List<HeldPlace> held = new ArrayList<>();
        for (int i = 0; i < 1201; i++) {
            held.add(new HeldPlace("id" + i, 0.5, LIMIT.maxInflightNanos()));
        }

        answer(store.keep(COUNTER, held));
        answer(store.keep(COUNTER, List.of()));

        assertThat(answer(store.take(COUNTER, LIMIT, "a", 1, false)).current()).isEqualTo(600.5);
        store.close();
        assertThat(ErrorsTest.message(store.keep(COUNTER, held))).startsWith("APERTURE-121: ");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void places_without_limit_have_no_first_expiry(String name, String binary) {
        on(binary);

        Places refused = answer(store.take(COUNTER, new PlaceLimit(0, 1_000), "a", 1, true));

        assertThat(refused).isEqualTo(new Places(false, 0, Long.MAX_VALUE));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void the_end_of_tokens_runs_the_watches_of_all_instances_if_a_flow_waits(
            String name, String binary) {
        on(binary);
        SharedStore other = connect();
        AtomicInteger woken = new AtomicInteger();
        AtomicInteger others = new AtomicInteger();
        Runnable end = other.watch(COUNTER, woken::incrementAndGet);
        other.watch(new Counter("my policy", "root.0", "user:b"), others::incrementAndGet);
        // Each begin of listening runs all watches.
        await().until(() -> woken.get() > 0 && others.get() > 0);
        // What was run for the beginning of the watches is over.
        answer(other.get(new CacheKey.Global("x")));
        woken.set(0);
        others.set(0);
        answer(store.take(COUNTER, LIMIT, "a", 1, false));
        answer(store.take(COUNTER, LIMIT, "b", 1, false));
        answer(store.take(COUNTER, LIMIT, "c", 1, false));

        answer(store.end(COUNTER, "a"));
        answer(store.take(COUNTER, LIMIT, "d", 1, true));
        assertThat(answer(other.take(COUNTER, LIMIT, "e", 1, true)).taken()).isFalse();
        assertThat(woken).hasValue(0);
        answer(store.end(COUNTER, "d"));

        await().untilAtomic(woken, org.hamcrest.Matchers.equalTo(1));
        assertThat(others).hasValue(0);
        end.run();
        answer(store.end(COUNTER, "b"));
        answer(other.get(new CacheKey.Global("x")));
        assertThat(woken).hasValue(1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void cached_values_are_shared(String name, String binary) {
        on(binary);
        SharedStore other = connect();
        CacheKey key = new CacheKey.Result("point", "user@example.org");
        byte[] value = {0, 1, -1, 13, 10};

        assertThat(answer(store.get(key))).isNull();
        answer(store.put(key, value, Duration.ofMinutes(1)));

        assertThat(answer(other.get(key))).isEqualTo(value);
        assertThat(answer(other.get(new CacheKey.Global("user@example.org")))).isNull();
        answer(other.delete(key));
        assertThat(answer(store.get(key))).isNull();
        answer(store.put(key, value, Duration.ofDays(1_000_000)));
        answer(store.put(key, value, Duration.ofNanos(1)));
        await().until(() -> answer(store.get(key)) == null);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void keys_hold_no_label_values(String name, String binary) {
        on(binary);
        Counter odd = new Counter("p{o}l/icy é".repeat(10), "root.0", "user:secret");
        answer(store.take(COUNTER, BUCKET, 1, 0));
        answer(store.take(odd, BUCKET, 1, 0));
        answer(store.take(COUNTER, LIMIT, "id", 2, false));
        answer(
                store.put(
                        new CacheKey.Global("secret"), "v".getBytes(UTF_8), Duration.ofMinutes(1)));

        try (Resp client = server.client()) {
            assertThat((List<?>) client.ask("KEYS", "*"))
                    .hasSize(5)
                    .allSatisfy(
                            key ->
                                    assertThat((String) key)
                                            .matches(
                                                    "aperture:(cache:[\\w-]{22}|\\{[\\w.%~-]{1,64}/root\\.0/[\\w-]{22}}:[bpt])"));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void scripts_that_the_server_has_forgotten_are_sent_again(String name, String binary) {
        on(binary);
        answer(store.take(COUNTER, BUCKET, 1, 0));
        try (Resp client = server.client()) {
            client.ask("SCRIPT", "FLUSH");
        }

        assertThat(answer(store.take(COUNTER, BUCKET, 1, 0)).available()).isBetween(3.0, 3.01);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void a_bucket_whose_state_another_application_has_broken_is_a_new_one_and_harms_no_other(
            String name, String binary) {
        on(binary);
        String key = new StoreKeys("aperture:").bucket(COUNTER);
        for (String broken : List.of("nan", "-nan", "inf", "-inf", "-1e999", "text", "")) {
            for (String field : List.of("a", "f", "s", "u")) {
                try (Resp client = server.client()) {
                    client.ask("DEL", key);
                    client.ask("HSET", key, "a", "4", "f", "1000000000000000");
                    client.ask("HSET", key, field, broken);
                }

                Tokens answer = answer(store.take(COUNTER, BUCKET, 1, 0));

                assertThat(answer.taken()).as("%s is %s", field, broken).isTrue();
                assertThat(answer.available()).isEqualTo(4);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void a_bucket_that_is_overdrawn_without_end_still_refuses(String name, String binary) {
        on(binary);
        for (int i = 0; i < 3; i++) {
            assertThat(answer(store.settle(COUNTER, BUCKET, Double.MAX_VALUE)).available())
                    .isNegative();
        }

        assertThat(answer(store.take(COUNTER, BUCKET, 1, 0)).taken()).isFalse();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void many_requests_travel_together(String name, String binary) {
        on(binary);
        Bucket large = new Bucket(1e9, 1, 1_000_000_000, true, false, Long.MAX_VALUE);
        List<CompletionStage<Tokens>> asked = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            asked.add(store.take(COUNTER, large, 1, 0));
        }

        asked.forEach(stage -> assertThat(answer(stage).taken()).isTrue());
    }

    @ParameterizedTest
    @CsvSource({
        "redis://127.0.0.1:1,netty-resolver-dns,io/netty/resolver/dns/",
        "redis-cluster://127.0.0.1:1,netty-resolver-dns,io/netty/resolver/dns/",
        "redis://127.0.0.1:1,reactor-core,reactor/core/",
        "redis-cluster://127.0.0.1:1,reactor-core,reactor/core/",
        "redis://127.0.0.1:1,netty-transport-4,io/netty/channel/"
    })
    void a_client_that_cannot_be_linked_fails_the_start(String uri, String jar, String missing)
            throws Exception {
        List<URL> jars = new ArrayList<>();
        for (String each : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!each.contains(jar)) {
                jars.add(new File(each).toURI().toURL());
            }
        }
        try (URLClassLoader loader =
                new URLClassLoader(
                        jars.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Method use = loader.loadClass(PlainUse.class.getName()).getMethod("use", String.class);

            assertThatThrownBy(() -> use.invoke(null, uri))
                    .cause()
                    .hasMessageMatching("APERTURE-103: (?s).*" + missing + ".*");
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.isAlive() && ClosingTest.isOfAStore(thread.getName()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void bytes_per_key_are_those_of_the_document(String name, String binary) {
        on(binary);
        answer(store.take(COUNTER, BUCKET, 1, 0));
        Bucket idle =
                new Bucket(5, 1, Duration.ofHours(1).toNanos(), false, true, 1_000_000_000_000L);
        Counter second = new Counter("policy", "root.1", "user:b");
        answer(store.take(second, idle, 1.1, 0));
        PlaceLimit hundred = new PlaceLimit(100, LIMIT.maxInflightNanos());
        for (int i = 0; i < 100; i++) {
            answer(store.take(COUNTER, hundred, "0123456789abcdef0123456789abcd" + i, 1, false));
        }
        answer(store.take(second, hundred, "0123456789abcdef0123456789abcdef", 1, false));
        Counter third = new Counter("policy", "root.2", "user:b");
        PlaceLimit many = new PlaceLimit(1e6, LIMIT.maxInflightNanos());
        for (int i = 0; i < 1000; i++) {
            answer(store.take(third, many, "0123456789abcdef0123456789ab" + (1000 + i), 2, false));
        }
        StringBuilder sizes = new StringBuilder(name + ":");
        try (Resp client = server.client()) {
            for (Object key : (List<?>) client.ask("KEYS", "*")) {
                long bytes = (long) client.ask("MEMORY", "USAGE", (String) key);
                sizes.append(' ').append(key).append('=').append(bytes);
                assertThat(bytes)
                        .isLessThan(((String) key).matches(".*root[.][02].*:[pt]") ? 250_000 : 250);
            }
        }
        System.out.println(sizes);
    }
}
