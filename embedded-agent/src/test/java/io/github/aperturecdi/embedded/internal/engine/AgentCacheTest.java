package io.github.aperturecdi.embedded.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.flow.CacheLookup;
import io.github.aperturecdi.flow.CacheUpdate;
import io.github.aperturecdi.flow.spi.CacheKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The agent's cache: what it keeps, for how long, and how much of it. */
class AgentCacheTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration WEEK = Duration.ofDays(7);

    private final ManualTicker time = new ManualTicker();
    private final AgentCache cache = new AgentCache(time);

    private static CacheKey result(String controlPoint, String key) {
        return new CacheKey.Result(controlPoint, key);
    }

    private static CacheKey global(String key) {
        return new CacheKey.Global(key);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private CacheUpdate put(CacheKey key, String value, Duration timeToLive) {
        return cache.put(key, bytes(value), timeToLive);
    }

    private static String found(AgentCache cache, CacheKey key) {
        CacheLookup lookup = cache.get(key);
        return lookup.value()
                .map(value -> new String(value, StandardCharsets.UTF_8))
                .orElse(lookup.status().name());
    }

    private String found(CacheKey key) {
        return found(cache, key);
    }

    @Test
    void control_points_and_the_global_keys_are_spaces_of_their_own() {
        put(result("a", "k"), "a's", MINUTE);
        put(result("b", "k"), "b's", MINUTE);
        put(global("k"), "everybody's", MINUTE);

        assertThat(found(result("a", "k"))).isEqualTo("a's");
        assertThat(found(result("b", "k"))).isEqualTo("b's");
        assertThat(found(result("c", "k"))).isEqualTo("MISS");
        assertThat(found(global("k"))).isEqualTo("everybody's");

        assertThat(cache.delete(result("a", "k"))).isEqualTo(CacheUpdate.SUCCESS);
        assertThat(cache.delete(result("a", "k"))).isEqualTo(CacheUpdate.SUCCESS);
        assertThat(found(result("a", "k"))).isEqualTo("MISS");
        assertThat(found(result("b", "k"))).isEqualTo("b's");
        assertThat(found(global("k"))).isEqualTo("everybody's");
    }

    @Test
    void a_value_is_there_until_its_time_has_passed() {
        put(global("k"), "v", Duration.ofNanos(10));
        time.pass(9);
        assertThat(found(global("k"))).isEqualTo("v");
        time.pass(1);
        assertThat(found(global("k"))).isEqualTo("MISS");
        assertThat(cache.size()).isZero();
    }

    @Test
    void a_later_value_replaces_value_and_time() {
        put(global("k"), "one", MINUTE);
        time.pass(Duration.ofSeconds(50));
        put(global("k"), "two", MINUTE);
        time.pass(Duration.ofSeconds(50));
        assertThat(found(global("k"))).isEqualTo("two");
        time.pass(Duration.ofSeconds(10));
        assertThat(found(global("k"))).isEqualTo("MISS");
    }

    @Test
    void zero_and_more_than_seven_days_mean_seven_days() {
        for (Duration timeToLive :
                List.of(
                        Duration.ZERO,
                        WEEK,
                        WEEK.plusNanos(1),
                        Duration.ofSeconds(Long.MAX_VALUE))) {
            put(global("k"), "v", timeToLive);
            time.pass(WEEK.minusNanos(1));
            assertThat(found(global("k"))).isEqualTo("v");
            time.pass(1);
            assertThat(found(global("k"))).isEqualTo("MISS");
        }
    }

    @Test
    void what_has_a_negative_time_has_expired_and_takes_the_earlier_value_with_it() {
        put(global("k"), "one", MINUTE);
        assertThat(put(global("k"), "two", Duration.ofNanos(-1))).isEqualTo(CacheUpdate.SUCCESS);
        assertThat(found(global("k"))).isEqualTo("MISS");
        put(global("k"), "three", Duration.ofSeconds(Long.MIN_VALUE));
        assertThat(found(global("k"))).isEqualTo("MISS");
    }

    @Test
    void a_result_needs_a_control_point() {
        CacheKey key = result("", "k");
        assertThat(put(key, "v", MINUTE))
                .isEqualTo(CacheUpdate.error("cache control_point cannot be empty"));
        assertThat(cache.get(key).status()).isEqualTo(CacheLookup.Status.ERROR);
        assertThat(cache.get(key).error()).contains("cache control_point cannot be empty");
        assertThat(cache.delete(key))
                .isEqualTo(CacheUpdate.error("cache control_point cannot be empty"));
    }

    @Test
    void an_empty_value_is_a_hit() {
        put(global("k"), "", MINUTE);
        assertThat(found(global("k"))).isEmpty();
    }

    @Test
    void what_was_not_used_for_the_longest_time_goes_when_there_is_no_room() {
        AgentCache small = new AgentCache(time, 3 * entry(100));
        for (String key : List.of("a", "b", "c")) {
            small.put(global(key), new byte[100], MINUTE);
        }
        small.get(global("a"));
        small.put(global("d"), new byte[100], MINUTE);

        assertThat(small.get(global("a")).status()).isEqualTo(CacheLookup.Status.HIT);
        assertThat(small.get(global("b")).status()).isEqualTo(CacheLookup.Status.MISS);
        assertThat(small.get(global("c")).status()).isEqualTo(CacheLookup.Status.HIT);
        assertThat(small.get(global("d")).status()).isEqualTo(CacheLookup.Status.HIT);
    }

    @Test
    void what_has_expired_goes_before_it() {
        AgentCache small = new AgentCache(time, 3 * entry(100));
        small.put(global("old"), new byte[100], MINUTE);
        small.put(global("short"), new byte[100], Duration.ofSeconds(1));
        small.put(global("new"), new byte[100], MINUTE);
        time.pass(Duration.ofSeconds(1));
        small.put(global("newer"), new byte[100], MINUTE);

        assertThat(small.get(global("old")).status()).isEqualTo(CacheLookup.Status.HIT);
        assertThat(small.size()).isEqualTo(3);
    }

    @Test
    void expired_values_are_removed_without_a_look_up() {
        for (int i = 0; i < 1000; i++) {
            put(global("old" + i), "v", MINUTE);
        }
        time.pass(MINUTE);
        for (int i = 0; i < 100; i++) {
            put(global("new" + i), "v", MINUTE);
        }
        assertThat(cache.size()).isEqualTo(100);
    }

    @Test
    void the_bound_holds_whatever_comes() {
        AgentCache small = new AgentCache(time, 20_000);
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            CacheKey key = global("k" + random.nextInt(200));
            switch (random.nextInt(6)) {
                case 0 -> small.get(key);
                case 1 -> small.delete(key);
                default ->
                        small.put(
                                key,
                                new byte[random.nextInt(2_000)],
                                Duration.ofSeconds(random.nextInt(20) - 2));
            }
            time.pass(random.nextInt(1_000_000_000));
            assertThat(small.bytes()).isBetween(0L, 20_000L);
        }
        for (int i = 0; i < 200; i++) {
            small.delete(global("k" + i));
        }
        assertThat(small.size()).isZero();
        assertThat(small.bytes()).isZero();
    }

    @Test
    void what_no_message_could_hold_is_refused_and_the_earlier_value_stays() {
        put(global("k"), "v", MINUTE);
        CacheUpdate update = cache.put(global("k"), new byte[AgentCache.MAX_ENTRY_BYTES], MINUTE);
        assertThat(update.status()).isEqualTo(CacheUpdate.Status.ERROR);
        assertThat(found(global("k"))).isEqualTo("v");
        assertThat(cache.put(global("k"), new byte[4_000_000], MINUTE))
                .isEqualTo(CacheUpdate.SUCCESS);
    }

    @Test
    void a_megabyte_each_sixty_of_them_fit_and_not_a_hundred() {
        for (int i = 0; i < 100; i++) {
            cache.put(global("k" + i), new byte[1_000_000], MINUTE);
        }
        assertThat(cache.size()).isEqualTo(67);
        assertThat(found(global("k0"))).isEqualTo("MISS");
    }

    @Test
    @Tag("slow")
    void threads_do_not_disturb_each_other() throws Exception {
        AgentCache small = new AgentCache(time, 50_000);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> work = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                int seed = t;
                work.add(threads.submit(() -> hammer(small, new Random(seed))));
            }
            for (Future<?> each : work) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(small.bytes()).isBetween(0L, 50_000L);
    }

    private void hammer(AgentCache shared, Random random) {
        for (int i = 0; i < 20_000; i++) {
            String name = "k" + random.nextInt(300);
            if (random.nextBoolean()) {
                shared.put(global(name), bytes(name), Duration.ofSeconds(1 + random.nextInt(5)));
            } else {
                assertThat(found(shared, global(name))).isIn(name, "MISS");
            }
            time.pass(1_000_000);
        }
    }

    private static long entry(int value) {
        return AgentCache.ENTRY_OVERHEAD_BYTES + 2 + value + 10;
    }
}
