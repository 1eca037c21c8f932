package io.github.aperturecdi.embedded.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.embedded.store.Leased;
import io.github.aperturecdi.flow.CacheLookup;
import io.github.aperturecdi.flow.CacheUpdate;
import io.github.aperturecdi.flow.spi.CacheKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The cache in a store: for its own operations, and for the look-ups of flows. */
class SharedCacheTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final CacheKey.Result RESULT = new CacheKey.Result("checkout", "k");
    private static final CacheKey.Result NOWHERE = new CacheKey.Result("", "k");
    private static final byte[] VALUE = {1, 2};
    private static final String NO_ANSWER = "the store has not answered";

    private OneInstance one = new OneInstance(Limits.of("p"));

    private FlowCache cache() {
        return one.engine.cache();
    }

    private StoreByHand.Question last(String what) {
        return one.store.last(what);
    }

    private static FlowCheck check(String controlPoint, CacheKey.Result key, String... global) {
        return new FlowCheck(
                controlPoint,
                Map.of("user", "alice"),
                false,
                Duration.ofSeconds(30).toNanos(),
                key,
                List.of(global));
    }

    @Test
    void a_value_is_found_or_missing_as_the_store_says() {
        CompletableFuture<CacheLookup> hit = cache().get(RESULT);
        assertThat(last("get").about()).isEqualTo(RESULT);
        assertThat(hit).isNotDone();
        last("get").answer(VALUE);
        CompletableFuture<CacheLookup> miss = cache().get(RESULT);
        last("get").answer(null);

        assertThat(hit.getNow(null).value().orElseThrow()).isEqualTo(VALUE);
        assertThat(miss.getNow(null)).isEqualTo(CacheLookup.MISS);
    }

    @Test
    void a_value_is_kept_for_7_days_at_most() {
        CompletableFuture<CacheUpdate> put = cache().put(RESULT, VALUE, MINUTE);
        assertThat(last("put").parameters()).containsExactly(VALUE, MINUTE);
        assertThat(put).isNotDone();
        last("put").answer(null);
        assertThat(put.getNow(null)).isEqualTo(CacheUpdate.SUCCESS);

        cache().put(RESULT, VALUE, Duration.ofDays(8));
        assertThat(last("put").parameters().get(1)).isEqualTo(Duration.ofDays(7));
        cache().put(RESULT, VALUE, Duration.ZERO);
        assertThat(last("put").parameters().get(1)).isEqualTo(Duration.ofDays(7));
    }

    @Test
    void a_value_whose_time_is_over_is_removed() {
        CompletableFuture<CacheUpdate> put = cache().put(RESULT, VALUE, MINUTE.negated());

        assertThat(one.store.asked("put")).isEmpty();
        assertThat(last("delete").about()).isEqualTo(RESULT);
        last("delete").answer(null);
        assertThat(put.getNow(null)).isEqualTo(CacheUpdate.SUCCESS);
    }

    @Test
    void a_key_without_a_control_point_and_too_large_a_value_are_refused_without_a_question() {
        byte[] large = new byte[AgentCache.MAX_ENTRY_BYTES];
        byte[] largest = new byte[AgentCache.MAX_ENTRY_BYTES - AgentCache.ENTRY_OVERHEAD_BYTES - 2];

        assertThat(cache().get(NOWHERE).getNow(null).error().orElseThrow())
                .contains("control_point");
        for (CompletableFuture<CacheUpdate> update :
                List.of(
                        cache().put(NOWHERE, VALUE, MINUTE),
                        cache().delete(NOWHERE),
                        cache().put(RESULT, large, MINUTE))) {
            assertThat(update.getNow(null).status()).isEqualTo(CacheUpdate.Status.ERROR);
        }
        assertThat(one.store.questions).isEmpty();
        cache().put(new CacheKey.Global("k"), largest, MINUTE);
        assertThat(one.store.asked("put")).hasSize(1);
    }

    @Test
    void an_operation_that_fails_is_an_error() {
        CompletableFuture<CacheLookup> get = cache().get(RESULT);
        last("get").fail();
        CompletableFuture<CacheUpdate> delete = cache().delete(RESULT);
        last("delete").fail();

        assertThat(get.getNow(null).error()).contains(NO_ANSWER);
        assertThat(delete.getNow(null).error()).contains(NO_ANSWER);
    }

    @Test
    void an_operation_without_an_answer_is_an_error_after_5_seconds() {
        CompletableFuture<CacheLookup> get = cache().get(RESULT);
        CompletableFuture<CacheUpdate> put = cache().put(RESULT, VALUE, MINUTE);
        one.pass(TIMEOUT.minusNanos(1));
        assertThat(get).isNotDone();

        one.pass(Duration.ofNanos(1));

        assertThat(get.getNow(null).error()).contains(NO_ANSWER);
        assertThat(put.getNow(null).error()).contains(NO_ANSWER);
        one.store.asked("get").get(0).answer(VALUE);
        assertThat(get.getNow(null).error()).contains(NO_ANSWER);
    }

    @Test
    void an_operation_that_is_answered_leaves_no_alarm() {
        cache().get(RESULT);
        assertThat(one.engine.untilNextWake()).isEqualTo(TIMEOUT.toNanos());

        last("get").answer(VALUE);

        assertThat(one.engine.untilNextWake()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void an_operation_that_fails_at_once_leaves_no_alarm() {
        one.store.disconnect();

        assertThat(cache().get(RESULT).getNow(null).error()).contains(NO_ANSWER);
        assertThat(one.engine.untilNextWake()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void a_store_that_is_away_is_not_asked() {
        for (int i = 0; i < 5; i++) {
            cache().get(RESULT);
            last("get").fail();
        }

        assertThat(cache().get(RESULT).getNow(null).error()).contains(NO_ANSWER);
        assertThat(one.store.asked("get")).hasSize(5);
    }

    @Test
    void operations_without_an_answer_make_the_store_count_as_away() {
        for (int i = 0; i < 5; i++) {
            cache().get(RESULT);
        }
        one.pass(TIMEOUT);

        cache().get(RESULT);

        assertThat(one.store.asked("get")).hasSize(5);
    }

    @Test
    void a_flow_that_no_limiter_matches_waits_for_all_its_look_ups() {
        CompletableFuture<Outcome> flow = one.comes(check("elsewhere", RESULT, "a", "b"));
        List<StoreByHand.Question> asked = one.store.asked("get");
        assertThat(asked)
                .extracting(StoreByHand.Question::about)
                .containsExactly(RESULT, new CacheKey.Global("a"), new CacheKey.Global("b"));
        asked.get(0).answer(VALUE);
        asked.get(1).answer(null);
        assertThat(flow).isNotDone();

        asked.get(2).answer(VALUE);

        assertThat(flow.getNow(null).admitted()).isTrue();
        assertThat(flow.getNow(null).cached().result().status()).isEqualTo(CacheLookup.Status.HIT);
        assertThat(flow.getNow(null).cached().global().get("a")).isEqualTo(CacheLookup.MISS);
        assertThat(flow.getNow(null).cached().global().get("b").status())
                .isEqualTo(CacheLookup.Status.HIT);
    }

    /** 200 values of a mebibyte: the room is 128 MiB. */
    @Test
    void a_flow_that_waits_takes_room_for_the_values_that_it_holds() {
        one = new OneInstance(Limits.of("p").quota(1, 1, MINUTE));
        String[] keys = IntStream.range(0, 200).mapToObj(i -> "k" + i).toArray(String[]::new);
        byte[] large = new byte[1 << 20];

        CompletableFuture<Outcome> flow = one.comes(check("checkout", null, keys));
        List.copyOf(one.store.asked("get")).forEach(question -> question.answer(large));

        assertThat(flow.getNow(null).admitted()).isFalse();
        assertThat(flow.getNow(null).deniedStatus()).isEqualTo(503);
        assertThat(one.engine.waiting()).isZero();
    }

    @Test
    void a_flow_may_look_up_global_keys_only() {
        CompletableFuture<Outcome> flow = one.comes(check("elsewhere", null, "a"));
        last("get").answer(VALUE);

        assertThat(flow.getNow(null).cached().result()).isEqualTo(CacheLookup.ABSENT);
        assertThat(flow.getNow(null).cached().global()).containsOnlyKeys("a");
    }

    @Test
    void look_ups_that_are_answered_at_once_do_not_make_a_flow_wait() {
        one.store.disconnect();

        CompletableFuture<Outcome> flow = one.comes(check("elsewhere", RESULT));

        assertThat(flow.getNow(null).cached().result().error()).contains(NO_ANSWER);
    }

    @Test
    void a_flow_that_stops_asking_has_what_was_found_so_far() {
        CompletableFuture<Outcome> flow = one.comes(check("elsewhere", RESULT, "a"));
        last("get").answer(VALUE);

        OneInstance.stopsAsking(flow);

        assertThat(flow.getNow(null).admitted()).isTrue();
        assertThat(flow.getNow(null).cached().result()).isEqualTo(CacheLookup.ABSENT);
        assertThat(flow.getNow(null).cached().global()).containsOnlyKeys("a");
    }

    @Test
    void a_flow_that_must_not_wait_has_what_was_found_so_far() {
        CompletableFuture<Outcome> flow = one.comes(check("elsewhere", RESULT));

        ((WaitingFlow) flow).refuse();

        assertThat(flow.getNow(null).admitted()).isTrue();
        assertThat(flow.getNow(null).cached().result()).isEqualTo(CacheLookup.ABSENT);
        last("get").answer(VALUE);
        assertThat(flow.getNow(null).cached().result()).isEqualTo(CacheLookup.ABSENT);
    }

    @Test
    void a_flow_with_tokens_in_advance_waits_for_its_look_up() {
        one = new OneInstance(Limits.of("p").by("user").lazyRate(100, 1, MINUTE, 4));
        one.comes("alice");
        last("lease").answer(new Leased(true, 9, 90, 0));

        CompletableFuture<Outcome> flow = one.comes(check("checkout", RESULT));
        last("get").answer(VALUE);

        assertThat(flow.getNow(null).cached().result().status()).isEqualTo(CacheLookup.Status.HIT);
        assertThat(one.store.asked("lease")).hasSize(1);
    }

    @Test
    void a_flow_with_a_value_in_the_shared_cache_asks_no_quota_scheduler() {
        one = new OneInstance(Limits.of("p").quota(1, 1, MINUTE));
        CompletableFuture<Outcome> hit = one.comes(check("checkout", RESULT));
        last("get").answer(VALUE);
        assertThat(hit.getNow(null).decisions()).isEmpty();

        CompletableFuture<Outcome> miss = one.comes(check("checkout", RESULT));
        last("get").answer(null);
        assertThat(miss).isNotDone();
        assertThat(one.store.asked("take")).hasSize(1);
    }
}
