package io.github.aperturecdi.embedded.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.embedded.internal.policy.Selector;
import io.github.aperturecdi.flow.CacheLookup;
import io.github.aperturecdi.flow.CacheUpdate;
import io.github.aperturecdi.flow.spi.CacheKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an engine tells its services, apart from decisions. */
class EngineQuestionsTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final LimiterId FIRST = new LimiterId("p", "p-hash", "root.0");

    private final ManualTicker time = new ManualTicker();

    @Test
    void flows_may_wait_where_there_is_a_scheduler() {
        Engine engine =
                Limits.of("p")
                        .rate(1, 1, SECOND)
                        .selecting(new Selector("reports", "any", Map.of()))
                        .quota(1, 1, SECOND)
                        .engine(time);

        assertThat(engine.mayWait()).isTrue();
        assertThat(engine.mayWait("reports")).isTrue();
        assertThat(engine.mayWait("checkout")).isFalse();
        assertThat(engine.mayWait("elsewhere")).isFalse();
        assertThat(Limits.of("p").rate(1, 1, SECOND).engine(time).mayWait()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void an_engine_says_whether_it_is_faithful(boolean faithful) {
        Engine engine = Limits.of("p").engine(EngineSettings.DEFAULT.withFaithful(faithful), time);

        assertThat(engine.isFaithful()).isEqualTo(faithful);
    }

    @Test
    void a_limiter_counts_by_its_label() {
        assertThat(Limits.of("p").by("user").rate(1, 1, SECOND).engine(time).countsBy(FIRST))
                .isEqualTo("user");
    }

    @Test
    void a_limiter_of_all_flows_one_that_passes_them_through_and_an_unknown_one_count_by_none() {
        Engine all = Limits.of("p").rate(1, 1, SECOND).engine(time);
        Engine passing = Limits.of("p").by("user").passThrough().rate(1, 1, SECOND).engine(time);

        assertThat(all.countsBy(FIRST)).isNull();
        assertThat(passing.countsBy(FIRST)).isNull();
        assertThat(all.countsBy(new LimiterId("other", "p-hash", "root.0"))).isNull();
    }

    @Test
    void the_cache_is_looked_up_for_a_flow_that_no_limiter_matches() {
        Engine engine = new Engine(List.of(), time);
        CacheKey.Result key = new CacheKey.Result("checkout", "k");
        FlowCheck check = new FlowCheck("checkout", Map.of(), false, 0, key);

        assertThat(((Outcome) engine.ask(check)).cached().result()).isEqualTo(CacheLookup.MISS);
        engine.cache().put(key, new byte[] {1}, SECOND);
        assertThat(((Outcome) engine.ask(check)).cached().result().status())
                .isEqualTo(CacheLookup.Status.HIT);
        assertThat(engine.ask(new FlowCheck("checkout", Map.of()))).isSameAs(Outcome.UNLIMITED);
    }

    @Test
    void an_admission_without_a_look_up_says_nothing_of_the_cache() {
        Engine engine = Limits.of("p").rate(1, 1, SECOND).engine(time);

        assertThat(engine.decide("checkout", Map.of()).cached()).isNull();
    }

    @Test
    void tokens_of_a_flow_that_does_not_run_come_back() {
        Engine engine = Limits.of("p").rate(1, 0, SECOND).engine(time);
        Outcome outcome = engine.decide("checkout", Map.of());
        assertThat(engine.decide("checkout", Map.of()).admitted()).isFalse();

        engine.giveBack(outcome);

        assertThat(engine.decide("checkout", Map.of()).admitted()).isTrue();
    }

    @Test
    void the_cache_of_this_jvm_answers_at_once() {
        FlowCache cache = new Engine(List.of(), time).cache();
        CacheKey key = new CacheKey.Global("k");

        assertThat(cache.put(key, new byte[] {1}, SECOND).join()).isEqualTo(CacheUpdate.SUCCESS);
        assertThat(cache.get(key).join().status()).isEqualTo(CacheLookup.Status.HIT);
        assertThat(cache.delete(key).join()).isEqualTo(CacheUpdate.SUCCESS);
        assertThat(cache.get(key).join()).isEqualTo(CacheLookup.MISS);
    }

    @Test
    void in_ramp_mode_a_flow_is_refused_where_there_is_no_component() {
        Engine engine = Limits.of("p").rate(1, 1, SECOND).engine(time);

        assertThat(engine.ask(new FlowCheck("elsewhere", Map.of(), true, 0, null)))
                .isSameAs(Outcome.NO_RAMP);
    }

    @Test
    void a_flow_that_asks_no_store_has_no_answers_to_stop_waiting_for() {
        Scene scene = new Scene(Limits.of("p").quota(1, 1, SECOND));
        scene.comes("one", Map.of());
        WaitingFlow two =
                (WaitingFlow)
                        scene.engine.ask(
                                new FlowCheck("checkout", Map.of(), 10 * SECOND.toNanos()));

        two.stopAskingIn(1);

        assertThat(scene.engine.untilNextWake()).isEqualTo(SECOND.toNanos());
    }
}
