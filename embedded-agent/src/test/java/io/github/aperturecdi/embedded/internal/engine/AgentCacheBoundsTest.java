package io.github.aperturecdi.embedded.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.flow.CacheLookup;
import io.github.aperturecdi.flow.CacheUpdate;
import io.github.aperturecdi.flow.spi.CacheKey;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The agent's cache at its bounds: to the byte, and to the entry. */
class AgentCacheBoundsTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final ManualTicker time = new ManualTicker();
    private final AgentCache cache = new AgentCache(time);

    private static CacheKey key(String key) {
        return new CacheKey.Global(key);
    }

    private CacheUpdate.Status put(AgentCache into, String key, int value) {
        return into.put(key(key), new byte[value], MINUTE).status();
    }

    private CacheLookup.Status found(AgentCache in, String key) {
        return in.get(key(key)).status();
    }

    @Test
    void an_entry_as_large_as_a_message_is_kept_and_a_byte_more_is_refused() {
        int largest = AgentCache.MAX_ENTRY_BYTES - AgentCache.ENTRY_OVERHEAD_BYTES - 2;

        assertThat(put(cache, "a", largest)).isEqualTo(CacheUpdate.Status.SUCCESS);
        assertThat(put(cache, "a", largest + 1)).isEqualTo(CacheUpdate.Status.ERROR);
    }

    @Test
    void an_entry_takes_two_bytes_for_each_character_of_its_key_and_control_point() {
        put(cache, "four", 5);
        assertThat(cache.bytes()).isEqualTo(AgentCache.ENTRY_OVERHEAD_BYTES + 8 + 5);
        cache.delete(key("four"));

        cache.put(new CacheKey.Result("checkout", "four"), new byte[5], MINUTE);
        assertThat(cache.bytes()).isEqualTo(AgentCache.ENTRY_OVERHEAD_BYTES + 24 + 5);
    }

    @Test
    void entries_that_fill_the_cache_to_the_last_byte_all_stay() {
        AgentCache full = new AgentCache(time, 2 * (AgentCache.ENTRY_OVERHEAD_BYTES + 2 + 100));

        put(full, "a", 100);
        put(full, "b", 100);

        assertThat(found(full, "a")).isEqualTo(CacheLookup.Status.HIT);
        assertThat(found(full, "b")).isEqualTo(CacheLookup.Status.HIT);
        put(full, "c", 100);
        assertThat(full.size()).isEqualTo(2);
    }

    @Test
    void a_put_removes_sixteen_expired_entries_at_most() {
        for (int i = 0; i < 100; i++) {
            put(cache, "old" + i, 1);
        }
        time.pass(MINUTE);

        put(cache, "new", 1);

        assertThat(cache.size()).isEqualTo(100 - 16 + 1);
    }

    @Test
    void a_put_removes_no_entry_that_has_not_expired() {
        put(cache, "a", 1);
        time.pass(MINUTE.minusNanos(1));
        put(cache, "b", 1);
        assertThat(cache.size()).isEqualTo(2);

        time.pass(1);
        put(cache, "c", 1);
        assertThat(cache.size()).isEqualTo(2);
    }

    @Test
    void times_are_counted_from_when_the_cache_was_made_wherever_the_ticker_stands() {
        AtomicLong nanos = new AtomicLong(Long.MAX_VALUE / 2);
        AgentCache late = new AgentCache(nanos::get);
        put(late, "a", 1);

        assertThat(found(late, "a")).isEqualTo(CacheLookup.Status.HIT);
        nanos.addAndGet(MINUTE.toNanos());
        assertThat(found(late, "a")).isEqualTo(CacheLookup.Status.MISS);
    }

    /** Callers may choose parts of keys. Strings with the same hash code are easy to find. */
    @Test
    @Timeout(30)
    void keys_with_the_same_hash_code_do_not_slow_the_cache_down() {
        int keys = 1 << 15;
        for (int i = 0; i < keys; i++) {
            put(cache, colliding(i), 0);
            cache.put(new CacheKey.Result("checkout", colliding(i)), new byte[0], MINUTE);
        }
        assertThat(cache.size()).isEqualTo(2 * keys);
    }

    private static String colliding(int number) {
        StringBuilder key = new StringBuilder();
        for (int bit = 0; bit < 15; bit++) {
            key.append((number >> bit & 1) == 0 ? "Aa" : "BB");
        }
        return key.toString();
    }
}
