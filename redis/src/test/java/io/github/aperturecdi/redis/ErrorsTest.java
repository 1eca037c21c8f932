package io.github.aperturecdi.redis;

import static io.github.aperturecdi.redis.RedisStoreTest.BUCKET;
import static io.github.aperturecdi.redis.RedisStoreTest.COUNTER;
import static io.github.aperturecdi.redis.RedisStoreTest.answer;
import static io.github.aperturecdi.redis.RedisStoreTest.connected;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.embedded.store.HeldPlace;
import io.github.aperturecdi.embedded.store.SharedStore;
import io.github.aperturecdi.embedded.store.StoreException;
import io.github.aperturecdi.embedded.store.StoreSettings;
import io.github.aperturecdi.embedded.store.Tokens;
import io.github.aperturecdi.flow.spi.CacheKey;
import io.lettuce.core.api.StatefulConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the store makes of servers that answer with errors, late, or not at all. */
@Tag("long")
class ErrorsTest {

    private static final List<CompletableFuture<Void>> CLOSING = new ArrayList<>();

    private final FakeServer server = new FakeServer();
    private final SharedStore store = TestServer.open(server.uri());

    @AfterEach
    void close() throws Exception {
        // Each store takes a second to close, so they close side by side.
        CLOSING.add(CompletableFuture.runAsync(store::close));
        server.close();
    }

    @AfterAll
    static void closed() {
        CLOSING.forEach(CompletableFuture::join);
    }

    static String message(CompletionStage<?> stage) {
        try {
            stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
            return "no error";
        } catch (CompletionException error) {
            assertThat(error.getCause()).isInstanceOf(StoreException.class);
            return error.getCause().getMessage();
        }
    }

    private CompletionStage<Tokens> take() {
        return store.take(COUNTER, BUCKET, 1, 0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "READONLY You can't write against a read only replica.;112",
                "ERR Error running script (call to f_1): @user_script: 12: -READONLY You can't write against a read only replica.;112",
                "LOADING Redis is loading the dataset in memory;113",
                "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.;113",
                "BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.;114",
                "OOM command not allowed when used memory > 'maxmemory'.;115",
                "ERR Error running script (call to f_1): @user_script:9: @user_script: 9: -OOM command not allowed when used memory > 'maxmemory'.;115",
                "NOAUTH Authentication required.;116",
                "WRONGPASS invalid username-password pair;116",
                "NOPERM this user has no permissions to run the 'evalsha' command;116",
                "MOVED 3999 127.0.0.1:6381;117",
                "ASK 3999 127.0.0.1:6381;117",
                "CLUSTERDOWN The cluster is down;117",
                "ERR something new;118",
                "WRONGTYPE Operation against a key holding the wrong kind of value;118"
            })
    void an_error_of_the_server_has_its_message(String error, int id) {
        connected(store);
        server.script = "-" + error + "\r\n";

        assertThat(message(take())).startsWith("APERTURE-" + id + ": ");

        server.script = "+1 4 0\r\n";
        await().until(() -> !take().toCompletableFuture().handle((a, e) -> e != null).join());
    }

    @ParameterizedTest
    @ValueSource(strings = {"READONLY no", "LOADING data", "MASTERDOWN x", "NOAUTH x"})
    void a_server_that_is_not_the_one_to_ask_is_left(String error) {
        connected(store);
        AtomicInteger back = new AtomicInteger();
        store.onConnected(back::incrementAndGet);
        int before = server.connections.get();
        server.script = "-" + error + "\r\n";

        message(take());

        await().untilAsserted(() -> assertThat(server.connections).hasValueGreaterThan(before));
        await().untilAsserted(() -> assertThat(back).hasPositiveValue());
    }

    @Test
    void a_server_that_stays_wrong_is_not_flooded_with_connections() {
        connected(store);
        server.script = "-READONLY no\r\n";
        long begin = System.nanoTime();
        int before = server.connections.get();
        for (int i = 0; i < 300; i++) {
            message(take());
        }

        long seconds = Duration.ofNanos(System.nanoTime() - begin).toSeconds() + 1;
        assertThat(server.connections.get() - before).isLessThanOrEqualTo((int) seconds + 1);
    }

    @Test
    void arguments_that_the_server_repeats_are_left_out() {
        connected(store);
        server.script = "-ERR unknown command `X`, with args beginning with: `secret`, \r\n";

        assertThat(message(take())).contains("unknown command").doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+two words\r\n",
                "+\r\n",
                "+1 x 0\r\n",
                "+7 1 0\r\n",
                ":5\r\n",
                "$-1\r\n",
                "*2\r\n:1\r\n:2\r\n",
                "HTTP/1.1 400 Bad Request\r\n\r\n",
                "$99999999999\r\n",
                "\r\n\r\n\u0000\u0001"
            })
    void garbage_is_an_error_and_does_not_stay(String garbage) {
        connected(store);
        server.script = garbage;

        assertThat(message(take())).matches("(?s)APERTURE-(111|119): .*");

        server.script = "+1 4 0\r\n";
        await().until(() -> !take().toCompletableFuture().handle((a, e) -> e != null).join());
        assertThat(answer(take())).isEqualTo(new Tokens(true, 4, 0));
    }

    @Test
    void an_error_of_the_client_is_an_answer() {
        Requests requests =
                Requests.to(
                        RedisAddress.of(
                                new StoreSettings(
                                        server.uri(), null, null, "", Duration.ofSeconds(2))),
                        Duration.ofSeconds(2));
        try {
            await().until(requests::connected);
            CompletionStage<byte[]> asked = null;
            for (int i = 0; i <= Pending.MOST_REQUESTS; i++) {
                asked =
                        requests.<byte[], byte[]>send(
                                "key",
                                0,
                                client -> {
                                    throw new NoClassDefFoundError("org/example/Missing");
                                },
                                value -> value);
                if (i == 0) {
                    assertThat(message(asked))
                            .startsWith("APERTURE-103: ")
                            .contains("org/example/Missing");
                }
            }
            message(asked);

            assertThat(
                            message(
                                    requests.send(
                                            "key", 0, client -> client.get("key"), value -> value)))
                    .isEqualTo("no error");
            assertThat(
                            message(
                                    requests.<byte[], byte[]>send(
                                            "key",
                                            0,
                                            client -> client.get("key"),
                                            value -> {
                                                throw new NoClassDefFoundError("org/example/Late");
                                            })))
                    .contains("org/example/Late");
        } finally {
            CLOSING.add(CompletableFuture.runAsync(requests::close));
        }
    }

    @Test
    void an_error_of_the_client_is_no_end_of_the_attempts_to_connect() {
        StoreThread thread = new StoreThread();
        AtomicInteger attempts = new AtomicInteger();
        Link<StatefulConnection<String, String>> link =
                new Link<>(
                        thread,
                        () -> {
                            attempts.incrementAndGet();
                            throw new NoClassDefFoundError("org/example/Missing");
                        },
                        connection -> {},
                        null);
        try {
            thread.execute(link::start);

            await().untilAsserted(() -> assertThat(attempts).hasValueGreaterThan(1));
            assertThat(link.trouble())
                    .isEqualTo("java.lang.NoClassDefFoundError: org/example/Missing");
        } finally {
            CLOSING.add(CompletableFuture.runAsync(thread::close));
        }
    }

    @Test
    void what_nobody_asked_for_is_survived() throws Exception {
        connected(store);
        server.say("-ERR surprise\r\n");

        await().until(() -> !take().toCompletableFuture().handle((a, e) -> e != null).join());
    }

    @Test
    void a_late_answer_still_comes() throws Exception {
        connected(store);
        server.script = null;
        CompletableFuture<Tokens> asked = take().toCompletableFuture();
        await().until(() -> server.received.contains("EVALSHA"));
        assertThat(asked).isNotDone();

        server.say("+1 4 0\r\n");

        assertThat(answer(asked)).isEqualTo(new Tokens(true, 4, 0));
    }

    @Test
    void a_server_that_has_gone_without_a_word_is_noticed() {
        connected(store);
        server.script = null;
        server.greeting = null;

        assertThat(message(take())).startsWith("APERTURE-111: ");

        server.script = "+1 4 0\r\n";
        server.greeting = "+PONG\r\n";
        await().until(() -> !take().toCompletableFuture().handle((a, e) -> e != null).join());
    }

    @Test
    void a_dead_connection_that_is_not_in_use_is_noticed() {
        connected(store);
        server.greeting = null;

        await().until(() -> !store.connected());

        server.greeting = "+PONG\r\n";
        connected(store);
    }

    @Test
    void requests_without_answer_are_bounded() {
        connected(store);
        server.script = null;
        List<CompletionStage<Tokens>> asked = new ArrayList<>();
        // Again where a slow machine sends for so long that the connection counts as dead.
        await().until(
                        () -> {
                            asked.clear();
                            for (int i = 0; i < Pending.MOST_REQUESTS; i++) {
                                asked.add(take());
                            }
                            return message(take()).startsWith("APERTURE-120: ");
                        });

        server.greeting = null;
        asked.forEach(stage -> assertThat(message(stage)).startsWith("APERTURE-111: "));
        server.script = "+1 4 0\r\n";
        server.greeting = "+PONG\r\n";
        await().until(() -> !take().toCompletableFuture().handle((a, e) -> e != null).join());
    }

    @Test
    void cached_values_without_answer_refuse_no_counts() {
        CacheKey key = new CacheKey.Global("key");
        assertRefuseNoCounts(() -> store.put(key, new byte[0], Duration.ofMinutes(1)));
    }

    @Test
    void ends_without_answer_refuse_no_counts() {
        assertRefuseNoCounts(() -> store.end(COUNTER, "unknown"));
    }

    private void assertRefuseNoCounts(Supplier<CompletionStage<?>> request) {
        connected(store);
        server.script = null;
        server.stored = null;
        AtomicReference<CompletionStage<Tokens>> count = new AtomicReference<>();
        // Again where a slow machine sends for so long that the connection counts as dead.
        await().until(
                        () -> {
                            for (int i = 0; i < Pending.MOST_REQUESTS; i++) {
                                request.get();
                            }
                            CompletionStage<?> last = request.get();
                            count.set(take());
                            return message(last).startsWith("APERTURE-120: ");
                        });

        server.greeting = null;
        assertThat(message(count.get())).startsWith("APERTURE-111: ");
    }

    @Test
    void bytes_of_values_without_answer_are_bounded() {
        connected(store);
        server.stored = null;
        server.greeting = null;
        byte[] value = new byte[4 * 1024 * 1024];
        List<CompletionStage<Void>> asked = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            asked.add(store.put(new CacheKey.Global("key" + i), value, Duration.ofMinutes(1)));
        }

        assertThat(message(store.put(new CacheKey.Global("x"), value, Duration.ofMinutes(1))))
                .startsWith("APERTURE-120: ")
                .contains("64 MiB");

        asked.forEach(stage -> assertThat(message(stage)).startsWith("APERTURE-111: "));
        server.stored = "+OK\r\n";
        server.greeting = "+PONG\r\n";
        connected(store);
        for (int i = 0; i < 20; i++) {
            answer(store.put(new CacheKey.Global("key" + i), value, Duration.ofMinutes(1)));
        }
    }

    @Test
    void bytes_of_arguments_without_answer_are_bounded() {
        connected(store);
        server.script = null;
        List<HeldPlace> places = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            places.add(new HeldPlace(i + "x".repeat(1024 * 1024), 1, 1_000_000_000));
        }
        CompletionStage<Void> asked = store.keep(COUNTER, places);

        assertThat(message(take())).startsWith("APERTURE-120: ").contains("64 MiB");
        assertThat(asked.toCompletableFuture()).isNotDone();
    }

    @Test
    void the_connection_ends_with_requests_under_way() {
        connected(store);
        server.script = null;
        CompletionStage<Tokens> asked = take();

        store.close();

        assertThat(message(asked)).startsWith("APERTURE-121: ");
        assertThat(message(take())).startsWith("APERTURE-121: ");
        assertThat(store.connected()).isFalse();
        store.close();
    }

    @Test
    void a_server_that_is_not_there_is_named_with_the_reason() throws Exception {
        server.close();
        await().untilAsserted(
                        () ->
                                assertThat(message(take()))
                                        .startsWith("APERTURE-110: " + server.uri())
                                        .contains("refused"));
    }

    @Test
    void a_server_that_never_greets_is_not_connected() throws Exception {
        try (FakeServer silent = new FakeServer()) {
            silent.greeting = null;
            try (SharedStore other = TestServer.open(silent.uri())) {
                await().untilAsserted(
                                () ->
                                        assertThat(message(other.take(COUNTER, BUCKET, 1, 0)))
                                                .contains("timed out"));
                silent.greeting = "+PONG\r\n";
                connected(other);
            }
        }
    }

    @Test
    void a_server_that_loads_its_data_is_not_connected() throws Exception {
        try (FakeServer loading = new FakeServer()) {
            loading.greeting = "-LOADING Redis is loading the dataset in memory\r\n";
            try (SharedStore other = TestServer.open(loading.uri())) {
                await().untilAsserted(
                                () ->
                                        assertThat(message(other.take(COUNTER, BUCKET, 1, 0)))
                                                .contains("LOADING"));
                loading.greeting = "+PONG\r\n";
                connected(other);
            }
        }
    }
}
