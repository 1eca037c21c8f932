package io.github.aperturecdi.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.aperturecdi.flow.spi.CacheKey;
import io.github.aperturecdi.testing.StubAgent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The calls to an agent's cache, and what they return. */
class CacheCallsTest {

    private static final byte[] VALUE = {1, 2};

    private final StubAgent agent = new StubAgent();
    private final List<Runnable> tasks = new ArrayList<>();
    private final FlowControl flows =
            FlowControl.builder().agent(agent).executor(tasks::add).build();

    private Flow start() {
        return flows.start(FlowRequest.at("checkout").resultCacheKey("k").build());
    }

    @Test
    void a_global_value_is_removed_under_its_key_only() {
        agent.cache.put(new CacheKey.Global("g"), VALUE);
        agent.cache.put(new CacheKey.Global("other"), VALUE);
        assertThat(start().deleteGlobalCache("g").join()).isEqualTo(CacheUpdate.SUCCESS);
        assertThat(agent.cache).containsOnlyKeys(new CacheKey.Global("other"));
    }

    @Test
    void an_empty_key_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> start().deleteGlobalCache(""))
                .withMessageContaining("APERTURE-590");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FlowRequest.at("checkout").resultCacheKey(""))
                .withMessageContaining("APERTURE-590");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> flows.globalCache(""))
                .withMessageContaining("APERTURE-590");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1})
    void a_time_to_live_that_is_not_positive_is_refused(long nanos) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> start().setResultCache(VALUE, Duration.ofNanos(nanos)))
                .withMessageContaining("APERTURE-503");
        assertThat(agent.cache).isEmpty();
    }

    @Test
    void an_update_that_comes_later_completes_on_the_executor() {
        agent.update = new CompletableFuture<>();
        CompletableFuture<CacheUpdate> update =
                start().setResultCache(VALUE, Duration.ofSeconds(1));
        agent.update.complete(CacheUpdate.error("full"));
        assertThat(update).isNotDone();
        tasks.remove(0).run();
        assertThat(update.join()).isEqualTo(CacheUpdate.error("full"));
    }

    @Test
    void an_update_that_fails_later_fails_on_the_executor() {
        agent.update = new CompletableFuture<>();
        CompletableFuture<CacheUpdate> update =
                start().setResultCache(VALUE, Duration.ofSeconds(1));
        agent.update.completeExceptionally(new IllegalStateException("broken"));
        assertThat(update).isNotDone();
        tasks.remove(0).run();
        assertThat(update).isCompletedExceptionally();
    }

    /** As a container's executor, once its application has stopped. */
    @Test
    void an_executor_that_rejects_tasks_loses_no_answer() {
        FlowControl stopped =
                FlowControl.builder()
                        .agent(agent)
                        .executor(
                                task -> {
                                    throw new RejectedExecutionException("stopped");
                                })
                        .build();
        agent.update = new CompletableFuture<>();
        CompletableFuture<CacheUpdate> update =
                stopped.start(FlowRequest.at("checkout").build())
                        .setGlobalCache("g", VALUE, Duration.ofSeconds(1));
        agent.update.complete(CacheUpdate.SUCCESS);
        assertThat(update).succeedsWithin(Duration.ofSeconds(60)).isEqualTo(CacheUpdate.SUCCESS);
    }

    @Test
    void without_an_agent_there_is_no_cache() {
        try (FlowControl off = FlowControl.builder().build()) {
            Flow flow = off.start(FlowRequest.at("checkout").resultCacheKey("k").build());
            assertThat(flow.setResultCache(VALUE, Duration.ofSeconds(1)).join())
                    .isEqualTo(CacheUpdate.absent("flow control is off"));
            assertThat(flow.deleteResultCache().join().status())
                    .isEqualTo(CacheUpdate.Status.ABSENT);
            assertThat(flow.deleteGlobalCache("g").join().status())
                    .isEqualTo(CacheUpdate.Status.ABSENT);
            assertThat(off.globalCache("g").join()).isSameAs(CacheLookup.ABSENT);
        }
    }

    @Test
    void an_update_carries_the_reason_of_its_failure() {
        assertThat(CacheUpdate.error("full").status()).isEqualTo(CacheUpdate.Status.ERROR);
        assertThat(CacheUpdate.error("full").error()).isEqualTo("full");
        assertThat(CacheUpdate.absent("no answer").error()).isEqualTo("no answer");
        assertThat(CacheUpdate.SUCCESS.error()).isNull();
    }

    @Test
    void a_look_up_has_a_value_or_an_error() {
        assertThat(CacheLookup.hit(VALUE).value()).contains(VALUE);
        assertThat(CacheLookup.hit(VALUE).size()).isEqualTo(VALUE.length);
        assertThat(CacheLookup.hit(VALUE).error()).isEmpty();
        assertThat(CacheLookup.error("broken").status()).isEqualTo(CacheLookup.Status.ERROR);
        assertThat(CacheLookup.error("broken").error()).contains("broken");
        assertThat(CacheLookup.error("broken").value()).isEmpty();
        assertThat(CacheLookup.error("broken").size()).isZero();
    }

    @Test
    void the_text_of_a_look_up_has_no_value() {
        assertThat(CacheLookup.hit(VALUE)).hasToString("CacheLookup[HIT]");
        assertThat(CacheLookup.error("broken")).hasToString("CacheLookup[ERROR: broken]");
    }

    @Test
    void a_caller_who_changes_the_value_changes_no_other_reading_of_it() {
        CacheLookup lookup = CacheLookup.hit(VALUE.clone());
        lookup.value().orElseThrow()[0] = 9;
        assertThat(lookup.value()).contains(VALUE);
    }
}
