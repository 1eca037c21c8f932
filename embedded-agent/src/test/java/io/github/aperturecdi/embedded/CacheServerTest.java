package io.github.aperturecdi.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import io.github.aperturecdi.embedded.internal.engine.Engine;
import io.github.aperturecdi.embedded.internal.engine.Limits;
import io.github.aperturecdi.embedded.internal.engine.ManualTicker;
import io.github.aperturecdi.flow.CacheLookup;
import io.github.aperturecdi.flow.CacheUpdate;
import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.link.AgentEndpoint;
import io.github.aperturecdi.flow.link.AgentLink;
import io.github.aperturecdi.flow.spi.Agent;
import io.github.aperturecdi.flow.spi.CacheKey;
import io.github.aperturecdi.proto.check.v1.CacheDeleteRequest;
import io.github.aperturecdi.proto.check.v1.CacheDeleteResponse;
import io.github.aperturecdi.proto.check.v1.CacheEntry;
import io.github.aperturecdi.proto.check.v1.CacheLookupRequest;
import io.github.aperturecdi.proto.check.v1.CacheLookupResponse;
import io.github.aperturecdi.proto.check.v1.CacheLookupStatus;
import io.github.aperturecdi.proto.check.v1.CacheOperationStatus;
import io.github.aperturecdi.proto.check.v1.CacheUpsertRequest;
import io.github.aperturecdi.proto.check.v1.CacheUpsertResponse;
import io.github.aperturecdi.proto.check.v1.CheckRequest;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.CheckResponse.DecisionType;
import io.github.aperturecdi.proto.check.v1.FlowControlServiceGrpc;
import io.github.aperturecdi.proto.check.v1.FlowControlServiceGrpc.FlowControlServiceBlockingStub;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The cache's gRPC face, over a socket. */
@Timeout(180)
class CacheServerTest {

    private static final java.time.Duration MINUTE = java.time.Duration.ofMinutes(1);
    private static final String NO_CONTROL_POINT = "cache control_point cannot be empty";

    private final ManualTicker time = new ManualTicker();
    private final Engine engine = Limits.of("p").rate(3, 1, MINUTE).engine(time);
    private AgentServer server;
    private ManagedChannel channel;

    @BeforeEach
    void serve() throws IOException {
        server = AgentServer.start(engine, 0);
        channel =
                Grpc.newChannelBuilder(server.target(), InsecureChannelCredentials.create())
                        .build();
    }

    @AfterEach
    void close() throws InterruptedException {
        channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        server.close();
    }

    private FlowControlServiceBlockingStub agent() {
        return FlowControlServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(60, TimeUnit.SECONDS);
    }

    private static CacheEntry entry(String key, String value) {
        return CacheEntry.newBuilder()
                .setKey(key)
                .setValue(ByteString.copyFromUtf8(value))
                .setTtl(Duration.newBuilder().setSeconds(60))
                .build();
    }

    private CacheUpsertResponse upsert(String controlPoint, CacheEntry entry) {
        return agent().cacheUpsert(
                        CacheUpsertRequest.newBuilder()
                                .setControlPoint(controlPoint)
                                .setResultCacheEntry(entry)
                                .build());
    }

    private CacheLookupResponse lookup(String controlPoint, String key) {
        return agent().cacheLookup(
                        CacheLookupRequest.newBuilder()
                                .setControlPoint(controlPoint)
                                .setResultCacheKey(key)
                                .build());
    }

    private CheckResponse check(String controlPoint, CacheLookupRequest lookup) {
        return agent().check(
                        CheckRequest.newBuilder()
                                .setControlPoint(controlPoint)
                                .setCacheLookupRequest(lookup)
                                .build());
    }

    @Test
    void what_is_put_is_found_and_what_is_deleted_is_not() {
        CacheUpsertResponse put = upsert("checkout", entry("k", "v"));
        assertThat(put.getResultCacheResponse().getOperationStatus())
                .isEqualTo(CacheOperationStatus.SUCCESS);
        assertThat(put.getGlobalCacheResponsesCount()).isZero();

        CacheLookupResponse found = lookup("checkout", "k");
        assertThat(found.getResultCacheResponse().getLookupStatus())
                .isEqualTo(CacheLookupStatus.HIT);
        assertThat(found.getResultCacheResponse().getValue().toStringUtf8()).isEqualTo("v");

        CacheDeleteResponse deleted =
                agent().cacheDelete(
                                CacheDeleteRequest.newBuilder()
                                        .setControlPoint("checkout")
                                        .setResultCacheKey("k")
                                        .build());
        assertThat(deleted.hasResultCacheResponse()).isTrue();
        assertThat(deleted.getResultCacheResponse().getOperationStatus())
                .isEqualTo(CacheOperationStatus.SUCCESS);
        assertThat(lookup("checkout", "k").getResultCacheResponse().getLookupStatus())
                .isEqualTo(CacheLookupStatus.MISS);
    }

    @Test
    void global_keys_are_apart_and_several_at_a_time() {
        CacheUpsertResponse put =
                agent().cacheUpsert(
                                CacheUpsertRequest.newBuilder()
                                        .putAllGlobalCacheEntries(
                                                Map.of(
                                                        "a", entry("a", "1"),
                                                        "b", entry("b", "2"),
                                                        "", entry("", "3")))
                                        .build());
        assertThat(put.getGlobalCacheResponsesMap()).containsOnlyKeys("a", "b");
        assertThat(put.hasResultCacheResponse()).isFalse();

        CacheLookupResponse found =
                agent().cacheLookup(
                                CacheLookupRequest.newBuilder()
                                        .addGlobalCacheKeys("a")
                                        .addGlobalCacheKeys("")
                                        .addGlobalCacheKeys("c")
                                        .build());
        assertThat(found.getGlobalCacheResponsesMap()).containsOnlyKeys("a", "c");
        assertThat(found.getGlobalCacheResponsesOrThrow("a").getValue().toStringUtf8())
                .isEqualTo("1");
        assertThat(found.getGlobalCacheResponsesOrThrow("c").getLookupStatus())
                .isEqualTo(CacheLookupStatus.MISS);
        assertThat(lookup("checkout", "a").getResultCacheResponse().getLookupStatus())
                .isEqualTo(CacheLookupStatus.MISS);

        CacheDeleteResponse deleted =
                agent().cacheDelete(
                                CacheDeleteRequest.newBuilder()
                                        .addGlobalCacheKeys("a")
                                        .addGlobalCacheKeys("")
                                        .build());
        assertThat(deleted.getGlobalCacheResponsesMap()).containsOnlyKeys("a");
    }

    @Test
    void an_empty_key_has_no_answer_at_all() {
        assertThat(upsert("checkout", entry("", "v")).hasResultCacheResponse()).isFalse();
        assertThat(lookup("checkout", "").hasResultCacheResponse()).isFalse();
        assertThat(
                        agent().cacheDelete(CacheDeleteRequest.getDefaultInstance())
                                .hasResultCacheResponse())
                .isFalse();
        assertThat(
                        check("checkout", CacheLookupRequest.getDefaultInstance())
                                .getCacheLookupResponse())
                .isEqualTo(CacheLookupResponse.getDefaultInstance());
    }

    @Test
    void a_result_without_a_control_point_is_an_error() {
        var put = upsert("", entry("k", "v")).getResultCacheResponse();
        assertThat(put.getOperationStatus()).isEqualTo(CacheOperationStatus.ERROR);
        assertThat(put.getError()).isEqualTo(NO_CONTROL_POINT);
        var found = lookup("", "k").getResultCacheResponse();
        assertThat(found.getLookupStatus()).isEqualTo(CacheLookupStatus.MISS);
        assertThat(found.getOperationStatus()).isEqualTo(CacheOperationStatus.ERROR);
        assertThat(found.getError()).isEqualTo(NO_CONTROL_POINT);
        var deleted =
                agent().cacheDelete(CacheDeleteRequest.newBuilder().setResultCacheKey("k").build())
                        .getResultCacheResponse();
        assertThat(deleted.getError()).isEqualTo(NO_CONTROL_POINT);
    }

    @Test
    void a_check_looks_up_at_its_own_control_point() {
        upsert("checkout", entry("k", "v"));
        CacheLookupRequest lookup =
                CacheLookupRequest.newBuilder()
                        .setControlPoint("elsewhere")
                        .setResultCacheKey("k")
                        .addGlobalCacheKeys("g")
                        .build();

        CacheLookupResponse found = check("checkout", lookup).getCacheLookupResponse();

        assertThat(found.getResultCacheResponse().getLookupStatus())
                .isEqualTo(CacheLookupStatus.HIT);
        assertThat(found.getGlobalCacheResponsesOrThrow("g").getLookupStatus())
                .isEqualTo(CacheLookupStatus.MISS);
        assertThat(
                        check("elsewhere", lookup)
                                .getCacheLookupResponse()
                                .getResultCacheResponse()
                                .getLookupStatus())
                .isEqualTo(CacheLookupStatus.MISS);
    }

    @Test
    void a_check_without_a_control_point_goes_on_beside_the_error() {
        CheckResponse response =
                check("", CacheLookupRequest.newBuilder().setResultCacheKey("k").build());

        assertThat(response.getDecisionType()).isEqualTo(DecisionType.DECISION_TYPE_ACCEPTED);
        assertThat(response.getCacheLookupResponse().getResultCacheResponse().getError())
                .isEqualTo(NO_CONTROL_POINT);
    }

    @Test
    void a_hit_takes_tokens_and_a_refused_check_looks_nothing_up() {
        upsert("checkout", entry("k", "v"));
        CacheLookupRequest lookup = CacheLookupRequest.newBuilder().setResultCacheKey("k").build();
        for (int i = 0; i < 3; i++) {
            assertThat(check("checkout", lookup).getLimiterDecisionsCount()).isEqualTo(1);
        }

        CheckResponse refused = check("checkout", lookup);

        assertThat(refused.getDecisionType()).isEqualTo(DecisionType.DECISION_TYPE_REJECTED);
        assertThat(refused.hasCacheLookupResponse()).isFalse();
    }

    @Test
    void without_a_time_to_live_a_value_stays_seven_days_and_with_a_strange_one_nothing_breaks() {
        upsert("checkout", entry("k", "v").toBuilder().clearTtl().build());
        time.pass(java.time.Duration.ofDays(7).minusNanos(1));
        assertThat(lookup("checkout", "k").getResultCacheResponse().getLookupStatus())
                .isEqualTo(CacheLookupStatus.HIT);
        time.pass(1);
        assertThat(lookup("checkout", "k").getResultCacheResponse().getLookupStatus())
                .isEqualTo(CacheLookupStatus.MISS);

        for (long seconds : new long[] {Long.MAX_VALUE, Long.MIN_VALUE}) {
            for (int nanos : new int[] {Integer.MAX_VALUE, Integer.MIN_VALUE}) {
                Duration strange =
                        Duration.newBuilder().setSeconds(seconds).setNanos(nanos).build();
                upsert("checkout", entry("k", "v").toBuilder().setTtl(strange).build());
                assertThat(lookup("checkout", "k").getResultCacheResponse().getLookupStatus())
                        .isEqualTo(seconds > 0 ? CacheLookupStatus.HIT : CacheLookupStatus.MISS);
            }
        }
    }

    @Test
    void a_value_past_the_size_of_a_message_is_refused() {
        CacheEntry large =
                entry("k", "").toBuilder()
                        .setValue(ByteString.copyFrom(new byte[5_000_000]))
                        .build();
        assertThatThrownBy(() -> upsert("checkout", large))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e ->
                                assertThat(e.getStatus().getCode())
                                        .isEqualTo(Status.Code.RESOURCE_EXHAUSTED));
    }

    @Test
    void the_link_of_the_core_and_the_face_inside_share_it() {
        Agent inside = new EmbeddedAgent(engine);
        CacheKey result = new CacheKey.Result("checkout", "k");
        CacheKey global = new CacheKey.Global("g");
        java.time.Duration timeout = java.time.Duration.ofSeconds(60);
        try (AgentLink link = AgentLink.open(new AgentEndpoint(server.target(), true, null))) {
            assertThat(link.cacheGet(global).join()).isSameAs(CacheLookup.MISS);
            assertThat(link.cachePut(result, new byte[] {1}, MINUTE).join())
                    .isEqualTo(CacheUpdate.SUCCESS);
            inside.cachePut(global, new byte[] {2}, java.time.Duration.ofMillis(500));

            Decision decision =
                    link.check(
                            FlowRequest.at("checkout")
                                    .resultCacheKey("k")
                                    .globalCacheKey("g")
                                    .build(),
                            timeout);

            assertThat(decision.cached().result().value()).contains(new byte[] {1});
            assertThat(decision.cached().global("g").value()).contains(new byte[] {2});
            assertThat(inside.cacheGet(result).join().value()).contains(new byte[] {1});
            assertThat(link.cacheDelete(result).join()).isEqualTo(CacheUpdate.SUCCESS);
            assertThat(inside.cacheGet(result).join()).isSameAs(CacheLookup.MISS);
        }
    }

    @Test
    void a_time_to_live_below_a_second_goes_over_the_wire() {
        CacheKey global = new CacheKey.Global("g");
        try (AgentLink link = AgentLink.open(new AgentEndpoint(server.target(), true, null))) {
            link.cachePut(global, new byte[] {2}, java.time.Duration.ofMillis(500)).join();
            time.pass(java.time.Duration.ofMillis(499));
            assertThat(link.cacheGet(global).join().status()).isEqualTo(CacheLookup.Status.HIT);
            time.pass(java.time.Duration.ofMillis(1));
            assertThat(link.cacheGet(global).join().status()).isEqualTo(CacheLookup.Status.MISS);
        }
    }
}
