package io.github.aperturecdi.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.aperturecdi.embedded.internal.engine.PlacesModel;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The script of tokens in flight against the engine's own, under a clock of the test. */
@Tag("long")
class PlacesScriptTest {

    private static final long BEGIN = (System.currentTimeMillis() + 100_000_000) * 1000;

    private static final String CLOCKED =
            Script.PLACES
                    .text()
                    .replace("redis.call('TIME')", "redis.call('HMGET', 'clock', 's', 'm')");

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

    private long now = BEGIN;

    private String ask(String... arguments) {
        client.ask("HSET", "clock", "s", "" + now / 1_000_000, "m", "" + now % 1_000_000);
        List<String> command = new ArrayList<>(List.of("EVAL", CLOCKED, "3", "p", "t", "w"));
        command.addAll(List.of(arguments));
        return client.text(command.toArray(String[]::new));
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void the_script_decides_as_the_engine(long seed) {
        client.ask("FLUSHALL");
        Random random = new Random(seed);
        boolean ones = random.nextInt(3) == 0;
        boolean fractions = random.nextBoolean();
        PlacesModel model = new PlacesModel();
        List<String> ids = new ArrayList<>();
        List<String> history = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            now += random.nextInt(300);
            if (random.nextBoolean() || ids.isEmpty()) {
                double max = random.nextInt(10) + (fractions ? 0.05 : 0);
                long longest = 1 + random.nextInt(2000);
                double tokens =
                        ones
                                ? 1
                                : fractions
                                        ? 0.1 * (1 + random.nextInt(20))
                                        : 1 + random.nextInt(3);
                String id = "id" + i;
                String answer = ask("take", "" + max, "" + longest, id, "" + tokens, "0");
                Object[] expected = model.take(max, longest, id, tokens, now);
                history.add("%s take %s below %s: %s".formatted(now - BEGIN, tokens, max, answer));
                String[] parts = answer.split(" ");
                assertThat(parts[0].equals("1")).as("%s", history).isEqualTo(expected[0]);
                assertThat(Double.parseDouble(parts[1]))
                        .as("%s", history)
                        .isCloseTo((double) expected[1], within(1e-8));
                long left = (long) Double.parseDouble(parts[2]);
                assertThat(left < 0 ? Long.MAX_VALUE : left)
                        .as("%s", history)
                        .isEqualTo(expected[2]);
                ids.add(id);
            } else {
                String id = ids.remove(random.nextInt(ids.size()));
                boolean ended = ask("end", id, "channel").equals("1");
                history.add("%s end %s: %s".formatted(now - BEGIN, id, ended));
                assertThat(ended).as("%s", history).isEqualTo(model.end(id, now));
            }
        }
    }

    @Test
    void a_flow_with_very_many_tokens_does_not_change_the_count_of_the_others() {
        for (String many : List.of("1e16", "1e100", "1e290")) {
            client.ask("FLUSHALL");
            ask("take", "100", "1000", "one", "1", "0");
            ask("take", "100", "1000", "fifty", "50.1", "0");
            ask("keep", "tiny", "1e-30", "1000", "many", many, "1000");
            assertThat(ask("take", "100", "1000", "x", "1", "0")).startsWith("0 ");

            ask("end", "many", "channel");

            assertThat(current()).isEqualTo(51.1);
            ask("end", "fifty", "channel");
            assertThat(current()).isEqualTo(1);
            ask("end", "one", "channel");
            assertThat(current()).isEqualTo(1e-30);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void the_count_is_exact_for_tokens_of_any_size(long seed) {
        client.ask("FLUSHALL");
        Random random = new Random(seed);
        Map<String, BigDecimal> inFlight = new HashMap<>();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            if (ids.isEmpty() || random.nextInt(5) < 3) {
                double tokens = anySize(random);
                String id = "id" + i;
                if (random.nextBoolean()) {
                    ask("take", "1e300", "1000", id, "" + tokens, "0");
                } else {
                    ask("keep", id, "" + tokens, "1000");
                }
                inFlight.put(id, new BigDecimal(tokens));
                ids.add(id);
            } else {
                String id = ids.remove(random.nextInt(ids.size()));
                ask("end", id, "channel");
                inFlight.remove(id);
            }
            double exact =
                    inFlight.values().stream()
                            .reduce(BigDecimal.ZERO, BigDecimal::add)
                            .doubleValue();
            double limit = random.nextBoolean() ? exact : anySize(random);
            String[] answer = ask("take", "" + limit, "1000", "asked", "1", "0").split(" ");
            double current = Double.parseDouble(answer[1]);
            assertThat(current).as("%s", inFlight).isEqualTo(exact);
            assertThat(answer[0].equals("1")).isEqualTo(exact < limit);
            ask("end", "asked", "channel");
        }
    }

    private static double anySize(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> 1;
            case 1 -> 1 + random.nextInt(100);
            case 2 -> 0.1 * (1 + random.nextInt(100));
            case 3 -> random.nextDouble() * Math.pow(10, -random.nextInt(40));
            default -> random.nextDouble() * Math.pow(10, random.nextInt(290));
        };
    }

    private double current() {
        return Double.parseDouble(ask("take", "0", "1", "none", "1", "0").split(" ")[1]);
    }

    @Test
    void a_sum_of_fractions_does_not_drift_and_leaves_nothing() {
        client.ask("FLUSHALL");
        Random random = new Random(1);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            if (ids.size() < 10 || random.nextBoolean()) {
                ask("take", "1e9", "1000000000", "id" + i, "" + random.nextDouble(), "0");
                ids.add("id" + i);
            } else {
                ask("end", ids.remove(random.nextInt(ids.size())), "channel");
            }
        }
        double sum =
                ids.stream()
                        .mapToDouble(id -> Double.parseDouble(client.text("HGET", "t", id)))
                        .sum();
        assertThat(current()).isCloseTo(sum, within(1e-6));

        ids.forEach(id -> ask("end", id, "channel"));

        assertThat(client.ask("EXISTS", "p", "t")).isEqualTo(0L);
    }

    @Test
    void kept_tokens_are_counted_once_and_above_the_limit() {
        client.ask("FLUSHALL");
        ask("take", "1", "1000", "a", "2.5", "0");

        assertThat(ask("keep", "a", "2.5", "900", "b", "3", "500", "c", "1", "700")).isEqualTo("2");

        assertThat(ask("take", "5", "1", "d", "1", "0")).isEqualTo("0 6.5 500");
        now += 500;
        assertThat(ask("take", "3", "1", "d", "1", "0")).isEqualTo("0 3.5 200");
    }

    @Test
    void the_keys_end_with_the_last_tokens() {
        client.ask("FLUSHALL");
        ask("take", "9", "60000000", "a", "2", "0");
        ask("take", "9", "1000000", "b", "1", "0");

        for (String key : List.of("p", "t")) {
            long expiry = System.currentTimeMillis() + (long) client.ask("PTTL", key);
            assertThat(expiry).isCloseTo(now / 1000 + 60_000, within(30_000L));
        }
    }
}
