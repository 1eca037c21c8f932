package io.github.aperturecdi.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.embedded.internal.engine.Limits;
import io.github.aperturecdi.embedded.internal.engine.ManualTicker;
import io.github.aperturecdi.flow.CacheLookup;
import io.github.aperturecdi.flow.CacheUpdate;
import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.spi.Agent;
import io.github.aperturecdi.flow.spi.CacheKey;
import io.github.aperturecdi.flow.spi.CachedValues;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The embedded agent's cache, from inside the JVM. */
class EmbeddedAgentCacheTest {

    private static final Duration TIMEOUT = Duration.ofMillis(200);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final CacheKey RESULT = new CacheKey.Result("checkout", "k");
    private static final CacheKey GLOBAL = new CacheKey.Global("g");

    private final ManualTicker time = new ManualTicker();
    private final Agent agent = new EmbeddedAgent(Limits.of("p").rate(2, 1, MINUTE).engine(time));

    private Decision check() {
        return agent.check(
                FlowRequest.at("checkout")
                        .resultCacheKey("k")
                        .globalCacheKey("g")
                        .globalCacheKey("h")
                        .build(),
                TIMEOUT);
    }

    @Test
    void a_check_brings_along_what_the_cache_has() {
        agent.cachePut(RESULT, new byte[] {1}, MINUTE);
        agent.cachePut(GLOBAL, new byte[] {2}, MINUTE);

        CachedValues cached = check().cached();

        assertThat(cached.result().value()).contains(new byte[] {1});
        assertThat(cached.global("g").value()).contains(new byte[] {2});
        assertThat(cached.global("h").status()).isEqualTo(CacheLookup.Status.MISS);
        assertThat(cached.global("not asked for")).isSameAs(CacheLookup.ABSENT);
    }

    @Test
    void only_requested_keys_are_returned() {
        agent.cachePut(RESULT, new byte[] {1}, MINUTE);

        Decision decision =
                agent.check(FlowRequest.at("checkout").globalCacheKey("g").build(), TIMEOUT);

        assertThat(decision.cached().result()).isSameAs(CacheLookup.ABSENT);
        assertThat(decision.receipt()).isNull();
        assertThat(agent.check(FlowRequest.at("checkout").build(), TIMEOUT))
                .isSameAs(Decision.admitted());
    }

    @Test
    void a_hit_is_counted_like_every_flow_and_a_refused_flow_gets_none() {
        agent.cachePut(RESULT, new byte[] {1}, MINUTE);

        assertThat(check().type()).isEqualTo(Decision.Type.ADMITTED);
        assertThat(check().type()).isEqualTo(Decision.Type.ADMITTED);
        Decision third = check();

        assertThat(third.type()).isEqualTo(Decision.Type.REJECTED);
        assertThat(third.cached()).isEqualTo(CachedValues.NONE);
    }

    @Test
    void a_hit_holds_its_place_until_it_ends() {
        Agent busy = new EmbeddedAgent(Limits.of("p").concurrency(1, MINUTE).engine(time));
        busy.cachePut(RESULT, new byte[] {1}, MINUTE);
        FlowRequest request = FlowRequest.at("checkout").resultCacheKey("k").build();

        Decision hit = busy.check(request, TIMEOUT);

        assertThat(hit.cached().result().status()).isEqualTo(CacheLookup.Status.HIT);
        assertThat(hit.inflight()).hasSize(1);
        assertThat(busy.check(request, TIMEOUT).type()).isEqualTo(Decision.Type.REJECTED);
        busy.end(Ends.of(hit));
        assertThat(busy.check(request, TIMEOUT).type()).isEqualTo(Decision.Type.ADMITTED);
    }

    @Test
    void values_can_be_read_replaced_and_removed() {
        assertThat(agent.cacheGet(GLOBAL).join()).isSameAs(CacheLookup.MISS);
        byte[] value = {1};
        assertThat(agent.cachePut(GLOBAL, value, MINUTE).join()).isEqualTo(CacheUpdate.SUCCESS);
        value[0] = 9;
        assertThat(agent.cacheGet(GLOBAL).join().value()).contains(new byte[] {1});
        assertThat(agent.cacheDelete(GLOBAL).join()).isEqualTo(CacheUpdate.SUCCESS);
        assertThat(agent.cacheGet(GLOBAL).join()).isSameAs(CacheLookup.MISS);
    }

    @Test
    void time_passes_for_values_too() {
        agent.cachePut(RESULT, new byte[] {1}, MINUTE);
        time.pass(MINUTE);

        assertThat(check().cached().result()).isSameAs(CacheLookup.MISS);
    }

    @Test
    void a_closed_agent_has_no_cache() {
        agent.cachePut(GLOBAL, new byte[] {1}, MINUTE);
        agent.close();

        assertThat(agent.cacheGet(GLOBAL).join()).isSameAs(CacheLookup.ABSENT);
        assertThat(agent.cachePut(GLOBAL, new byte[0], MINUTE).join().status())
                .isEqualTo(CacheUpdate.Status.ABSENT);
        assertThat(agent.cacheDelete(GLOBAL).join().status()).isEqualTo(CacheUpdate.Status.ABSENT);
    }
}
