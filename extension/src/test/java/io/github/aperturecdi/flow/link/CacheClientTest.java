package io.github.aperturecdi.flow.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.google.protobuf.ByteString;
import io.github.aperturecdi.flow.CacheLookup;
import io.github.aperturecdi.flow.CacheUpdate;
import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.spi.CacheKey;
import io.github.aperturecdi.flow.spi.CachedValues;
import io.github.aperturecdi.proto.check.v1.CacheDeleteRequest;
import io.github.aperturecdi.proto.check.v1.CacheDeleteResponse;
import io.github.aperturecdi.proto.check.v1.CacheEntry;
import io.github.aperturecdi.proto.check.v1.CacheLookupRequest;
import io.github.aperturecdi.proto.check.v1.CacheLookupResponse;
import io.github.aperturecdi.proto.check.v1.CacheLookupStatus;
import io.github.aperturecdi.proto.check.v1.CacheOperationStatus;
import io.github.aperturecdi.proto.check.v1.CacheUpsertRequest;
import io.github.aperturecdi.proto.check.v1.CacheUpsertResponse;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.KeyDeleteResponse;
import io.github.aperturecdi.proto.check.v1.KeyLookupResponse;
import io.github.aperturecdi.proto.check.v1.KeyUpsertResponse;
import io.github.aperturecdi.testing.ScriptedAgent;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The agent's cache, over the wire. */
class CacheClientTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final CacheKey RESULT = new CacheKey.Result("checkout", "k");
    private static final CacheKey GLOBAL = new CacheKey.Global("g");

    private static final KeyLookupResponse HIT =
            KeyLookupResponse.newBuilder().setValue(ByteString.copyFromUtf8("v")).build();
    private static final KeyLookupResponse MISS =
            KeyLookupResponse.newBuilder().setLookupStatus(CacheLookupStatus.MISS).build();
    private static final KeyLookupResponse ERROR =
            KeyLookupResponse.newBuilder()
                    .setLookupStatus(CacheLookupStatus.MISS)
                    .setOperationStatus(CacheOperationStatus.ERROR)
                    .setError("no disk")
                    .build();

    private final ScriptedAgent agent = ScriptedAgent.start();
    private final AgentLink link = AgentLink.open(new AgentEndpoint(agent.address(), true, null));

    @AfterEach
    void close() {
        link.close();
        agent.close();
    }

    private void result(KeyLookupResponse reply) {
        agent.onCacheLookup(
                request -> CacheLookupResponse.newBuilder().setResultCacheResponse(reply).build());
    }

    private CacheLookup get(CacheKey key) {
        return assertTimeoutPreemptively(Duration.ofSeconds(30), () -> link.cacheGet(key).join());
    }

    @Test
    void a_hit_a_miss_an_error_and_no_answer_are_four_things() {
        result(HIT);
        assertThat(get(RESULT).status()).isEqualTo(CacheLookup.Status.HIT);
        assertThat(get(RESULT).value()).hasValueSatisfying(v -> assertThat(v).containsExactly('v'));
        result(MISS);
        assertThat(get(RESULT).status()).isEqualTo(CacheLookup.Status.MISS);
        assertThat(get(RESULT).value()).isEmpty();
        result(ERROR);
        assertThat(get(RESULT).status()).isEqualTo(CacheLookup.Status.ERROR);
        assertThat(get(RESULT).error()).contains("no disk");
        assertThat(get(RESULT).value()).isEmpty();
        agent.reset();
        assertThat(get(RESULT)).isSameAs(CacheLookup.ABSENT);
    }

    /** A defect of official SDKs: an absent answer read as a hit. */
    @Test
    void an_absent_answer_is_no_hit() {
        agent.onCacheLookup(request -> CacheLookupResponse.getDefaultInstance());
        assertThat(get(RESULT)).isSameAs(CacheLookup.ABSENT);
        assertThat(get(GLOBAL)).isSameAs(CacheLookup.ABSENT);
        agent.at(
                "checkout",
                CheckResponse.newBuilder()
                        .setCacheLookupResponse(CacheLookupResponse.getDefaultInstance())
                        .build());
        FlowRequest request = FlowRequest.at("checkout").resultCacheKey("k").build();
        assertThat(link.check(request, LONG).cached())
                .isEqualTo(new CachedValues(CacheLookup.ABSENT, Map.of()));
    }

    @Test
    void an_empty_value_is_a_hit() {
        result(KeyLookupResponse.getDefaultInstance());
        assertThat(get(RESULT).value()).hasValueSatisfying(v -> assertThat(v).isEmpty());
    }

    /** A defect of official SDKs: a global key threw, a time below a second became 7 days. */
    @Test
    void a_time_to_live_is_kept_to_the_nanosecond_for_result_and_global_keys() {
        agent.onCacheUpsert(
                request ->
                        CacheUpsertResponse.newBuilder()
                                .setResultCacheResponse(KeyUpsertResponse.getDefaultInstance())
                                .putGlobalCacheResponses(
                                        "g", KeyUpsertResponse.getDefaultInstance())
                                .build());
        byte[] value = {'v'};
        assertThat(link.cachePut(RESULT, value, Duration.ofMillis(500)).join())
                .isEqualTo(CacheUpdate.SUCCESS);
        assertThat(link.cachePut(GLOBAL, value, Duration.ofSeconds(3, 1)).join())
                .isEqualTo(CacheUpdate.SUCCESS);
        assertThat(agent.cacheUpserts())
                .containsExactly(
                        CacheUpsertRequest.newBuilder()
                                .setControlPoint("checkout")
                                .setResultCacheEntry(entry("k", 0, 500_000_000))
                                .build(),
                        CacheUpsertRequest.newBuilder()
                                .putGlobalCacheEntries("g", entry("g", 3, 1))
                                .build());
    }

    private static CacheEntry entry(String key, long seconds, int nanos) {
        return CacheEntry.newBuilder()
                .setKey(key)
                .setValue(ByteString.copyFromUtf8("v"))
                .setTtl(
                        com.google.protobuf.Duration.newBuilder()
                                .setSeconds(seconds)
                                .setNanos(nanos))
                .build();
    }

    @Test
    void a_time_to_live_of_nothing_is_refused_before_it_becomes_seven_days() {
        try (FlowControl flows = FlowControl.builder().agent(link).timeout(LONG).build();
                Flow flow = flows.start(FlowRequest.at("checkout").resultCacheKey("k").build())) {
            for (Duration none : new Duration[] {Duration.ZERO, Duration.ofSeconds(-1)}) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> flow.setResultCache(new byte[0], none))
                        .withMessageContaining("time to live");
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> flow.setGlobalCache("g", new byte[0], none))
                        .withMessageContaining("time to live");
            }
        }
        assertThat(agent.cacheUpserts()).isEmpty();
    }

    @Test
    void what_is_deleted_is_named_and_an_error_is_told() {
        agent.onCacheDelete(
                request ->
                        CacheDeleteResponse.newBuilder()
                                .putGlobalCacheResponses(
                                        "g",
                                        KeyDeleteResponse.newBuilder()
                                                .setOperationStatus(CacheOperationStatus.ERROR)
                                                .setError("no disk")
                                                .build())
                                .build());
        assertThat(link.cacheDelete(GLOBAL).join()).isEqualTo(CacheUpdate.error("no disk"));
        assertThat(link.cacheDelete(RESULT).join().status()).isEqualTo(CacheUpdate.Status.ABSENT);
        assertThat(agent.cacheDeletes())
                .containsExactly(
                        CacheDeleteRequest.newBuilder().addGlobalCacheKeys("g").build(),
                        CacheDeleteRequest.newBuilder()
                                .setControlPoint("checkout")
                                .setResultCacheKey("k")
                                .build());
    }

    @Test
    void an_agent_without_a_cache_is_absent() {
        assertThat(get(RESULT)).isSameAs(CacheLookup.ABSENT);
        assertThat(link.cachePut(RESULT, new byte[0], LONG).join())
                .isEqualTo(CacheUpdate.absent("UNIMPLEMENTED"));
        assertThat(link.cacheDelete(GLOBAL).join()).isEqualTo(CacheUpdate.absent("UNIMPLEMENTED"));
    }

    /** A defect of official SDKs: cache calls had no deadline. */
    @Test
    void a_cache_that_hangs_costs_bounded_time() {
        agent.onCacheLookup(request -> null);
        assertThat(get(RESULT)).isSameAs(CacheLookup.ABSENT);
    }

    @Test
    void an_agent_that_is_lost_is_not_waited_for() {
        agent.onCacheLookup(request -> null);
        agent.at("checkout", request -> null);
        FlowRequest request = FlowRequest.at("checkout").build();
        for (int i = 0; i < 5; i++) {
            link.check(request, Duration.ofMillis(50));
        }
        for (int i = 0; i < 1_000; i++) {
            assertThat(get(RESULT)).isSameAs(CacheLookup.ABSENT);
        }
        assertThat(agent.cacheLookups()).isEmpty();
    }

    @Test
    void a_caller_may_change_the_value_that_it_gets() {
        agent.onCacheUpsert(request -> CacheUpsertResponse.getDefaultInstance());
        byte[] value = {'v'};
        var stored = link.cachePut(GLOBAL, value, LONG);
        value[0] = 'x';
        stored.join();
        assertThat(agent.cacheUpserts().get(0).getGlobalCacheEntriesOrThrow("g").getValue())
                .isEqualTo(ByteString.copyFromUtf8("v"));
        result(HIT);
        CacheLookup lookup = get(RESULT);
        lookup.value().orElseThrow()[0] = 'x';
        assertThat(lookup.value().orElseThrow()).containsExactly('v');
    }

    @Test
    void a_lookup_travels_with_the_check() {
        agent.at(
                "checkout",
                CheckResponse.newBuilder()
                        .setCacheLookupResponse(
                                CacheLookupResponse.newBuilder()
                                        .setResultCacheResponse(MISS)
                                        .putGlobalCacheResponses("g", HIT)
                                        .putGlobalCacheResponses("e", ERROR))
                        .build());
        CachedValues cached =
                link.check(
                                FlowRequest.at("checkout")
                                        .resultCacheKey("k")
                                        .globalCacheKey("g")
                                        .build(),
                                LONG)
                        .cached();
        assertThat(cached.result().status()).isEqualTo(CacheLookup.Status.MISS);
        assertThat(cached.global("g").value().orElseThrow()).containsExactly('v');
        assertThat(cached.global("e").status()).isEqualTo(CacheLookup.Status.ERROR);
        assertThat(cached.global("other")).isSameAs(CacheLookup.ABSENT);
        assertThat(agent.checks().get(0).getCacheLookupRequest())
                .isEqualTo(
                        CacheLookupRequest.newBuilder()
                                .setControlPoint("checkout")
                                .setResultCacheKey("k")
                                .addGlobalCacheKeys("g")
                                .build());
    }
}
