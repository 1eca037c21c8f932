package io.github.aperturecdi.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.embedded.internal.engine.BucketModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The script of buckets against the engine's own bucket, under a clock of the test. */
class BucketScriptTest {

    /** Later than the server's time, so that no key expires by itself. */
    private static final long BEGIN = (System.currentTimeMillis() + 100_000_000) * 1000;

    private static final String CLOCKED =
            Script.BUCKET
                    .text()
                    .replace("redis.call('TIME')", "redis.call('HMGET', 'clock', 's', 'm')")
                    .replace("redis.call('PEXPIREAT', key,", "redis.call('SET', 'expiry',")
                    .replace("redis.call('PERSIST', key)", "redis.call('DEL', 'expiry')");

    private static TestServer server;
    private static Resp client;

    @BeforeAll
    static void start() {
        server = TestServer.withOptions();
        client = server.client();
    }

    @AfterAll
    static void end() {
        client.close();
        server.close();
    }

    /** One bucket of a random kind. */
    private static final class Scene {

        private final Random random;
        private final double capacity;
        private final double amount;
        private final long interval;
        private final boolean continuous;
        private final boolean delayed;
        private final long maxIdle;
        private final BucketModel model;
        private long now = BEGIN;
        private final List<String> history = new ArrayList<>();

        Scene(long seed, boolean idles) {
            random = new Random(seed);
            capacity = random.nextBoolean() ? random.nextInt(20) : random.nextDouble() * 20;
            amount =
                    random.nextInt(10) == 0
                            ? 0
                            : random.nextBoolean()
                                    ? 1 + random.nextInt(5)
                                    : random.nextDouble() * 5;
            interval =
                    random.nextBoolean() ? 1 + random.nextInt(50) : 1 + random.nextInt(5_000_000);
            continuous = random.nextBoolean();
            delayed = random.nextInt(3) == 0;
            maxIdle =
                    !idles || random.nextBoolean()
                            ? Long.MAX_VALUE
                            : 1 + random.nextInt((int) Math.min(interval * 10, 10_000_000));
            model = new BucketModel(capacity, amount, interval, continuous, delayed, maxIdle);
            begin();
        }

        Scene(double capacity, double amount, long interval, boolean continuous, boolean delayed) {
            random = new Random(1);
            this.capacity = capacity;
            this.amount = amount;
            this.interval = interval;
            this.continuous = continuous;
            this.delayed = delayed;
            maxIdle = Long.MAX_VALUE;
            model = new BucketModel(capacity, amount, interval, continuous, delayed, maxIdle);
            begin();
        }

        private void begin() {
            client.ask("FLUSHALL");
            history.add(
                    "capacity %s amount %s interval %s continuous %s delayed %s idle %s"
                            .formatted(capacity, amount, interval, continuous, delayed, maxIdle));
        }

        void pass(long micros) {
            now += micros;
            String expiry = client.text("GET", "expiry");
            if (expiry != null && now >= Long.parseLong(expiry) * 1000) {
                forget("after its expiry");
            }
        }

        private void forget(String when) {
            client.ask("DEL", "bucket", "expiry");
            assertThat(model.forget(now)).as("full %s: %s", when, history).isTrue();
        }

        Object[] ask(String operation, double tokens, long longest) {
            client.ask(
                    "HSET",
                    "clock",
                    "s",
                    Long.toString(now / 1_000_000),
                    "m",
                    Long.toString(now % 1_000_000));
            String answer =
                    client.text(
                            "EVAL",
                            CLOCKED,
                            "1",
                            "bucket",
                            operation,
                            Double.toString(capacity),
                            Double.toString(amount),
                            Double.toString(interval),
                            continuous ? "1" : "0",
                            delayed ? "1" : "0",
                            maxIdle == Long.MAX_VALUE ? "-1" : Double.toString(maxIdle),
                            Double.toString(tokens),
                            Long.toString(longest));
            String[] parts = answer.split(" ");
            history.add(
                    "%s: %s %s within %s: %s"
                            .formatted(now - BEGIN, operation, tokens, longest, answer));
            return new Object[] {
                parts[0].equals("1"),
                Double.parseDouble(parts[1]),
                (long) Double.parseDouble(parts[2])
            };
        }

        void step() {
            pass(
                    random.nextInt(4) == 0
                            ? 0
                            : (long) (random.nextDouble() * random.nextDouble() * interval * 4));
            double tokens =
                    random.nextInt(8) == 0
                            ? 0
                            : random.nextBoolean()
                                    ? 1 + random.nextInt(4)
                                    : random.nextDouble() * 8;
            long longest = random.nextInt(3) > 0 ? 0 : (long) (random.nextDouble() * interval * 5);
            Object[] answer;
            Object[] expected;
            if (random.nextInt(4) > 0) {
                answer = ask("take", tokens, longest);
                expected = model.take(tokens, now, longest);
            } else {
                double settled = random.nextBoolean() ? -tokens : amount == 0 ? 0 : tokens;
                answer = ask("settle", settled, 0);
                expected = model.settle(settled, now);
            }
            assertThat(answer).as("%s", history).isEqualTo(expected);
            if (!Long.valueOf(1).equals(client.ask("EXISTS", "bucket"))) {
                forget("without a key");
            }
        }
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void the_script_decides_as_the_engines_bucket(long seed) {
        Scene scene = new Scene(seed, true);
        for (int i = 0; i < 60; i++) {
            scene.step();
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void the_named_wait_admits_and_a_microsecond_less_does_not(long seed) {
        Scene scene = new Scene(seed, false);
        for (int i = 0; i < 40; i++) {
            double tokens = scene.random.nextDouble() * 4;
            Object[] answer = scene.ask("take", tokens, 0);
            long wait = (long) answer[2];
            if (!(boolean) answer[0] && wait > 0) {
                scene.pass(wait - 1);
                assertThat(scene.ask("take", tokens, 0)[0])
                        .as("%s", scene.history)
                        .isEqualTo(false);
                scene.pass(1);
                assertThat(scene.ask("take", tokens, 0)[0]).as("%s", scene.history).isEqualTo(true);
            }
            scene.model.take(0, scene.now, 0);
        }
    }

    @ParameterizedTest
    @CsvSource({"true, false", "false, false", "true, true", "false, true"})
    void a_clock_that_goes_back_does_not_stop_the_fill(boolean continuous, boolean delayed) {
        Scene scene = new Scene(10, 5, 1_000_000, continuous, delayed);
        scene.ask("take", 10, 0);
        scene.now -= Duration.ofHours(1).toMillis() * 1000;

        Object[] refused = scene.ask("take", 1, 0);
        assertThat(refused[0]).as("%s", scene.history).isEqualTo(false);
        assertThat((long) refused[2]).isBetween(1L, 3_000_000L);
        scene.now += (long) refused[2];
        assertThat(scene.ask("take", 1, 0)[0]).as("%s", scene.history).isEqualTo(true);
    }
}
