package io.github.aperturecdi.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.github.aperturecdi.ApertureCached;
import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.proto.check.v1.CacheLookupResponse;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.KeyLookupResponse;
import io.github.aperturecdi.testing.Replies;
import io.github.aperturecdi.testing.ScriptedAgent;
import io.smallrye.config.inject.ConfigExtension;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.awaitility.Awaitility;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.junit5.auto.AddBeanClasses;
import org.jboss.weld.junit5.auto.AddExtensions;
import org.jboss.weld.junit5.auto.EnableAutoWeld;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Cached results that come along with a decision, in Weld, from an agent on a real socket. */
@EnableAutoWeld
@AddExtensions({AperturePortableExtension.class, ConfigExtension.class})
@AddBeanClasses(CacheHitTest.Catalog.class)
class CacheHitTest {

    private static final ScriptedAgent AGENT = startAgent();

    private static ScriptedAgent startAgent() {
        ScriptedAgent agent = ScriptedAgent.start();
        // Before Weld starts, which is before any callback of this class.
        System.setProperty("aperture.agent.address", agent.address());
        System.setProperty("aperture.timeout", "20s");
        return agent;
    }

    @Inject Catalog catalog;

    @AfterEach
    void reset() {
        AGENT.reset();
    }

    @AfterAll
    static void stop() {
        System.clearProperty("aperture.agent.address");
        System.clearProperty("aperture.timeout");
        AGENT.close();
    }

    private static CheckResponse hit(CheckResponse decision, String value) {
        return decision.toBuilder()
                .setCacheLookupResponse(
                        CacheLookupResponse.newBuilder()
                                .setResultCacheResponse(
                                        KeyLookupResponse.newBuilder()
                                                .setValue(ByteString.copyFromUtf8(value))))
                .build();
    }

    @Test
    void a_hit_returns_without_running_and_ends_what_it_holds() {
        AGENT.at("catalog", hit(Replies.holding("r-1"), "[\"cached tea\"]"));
        assertThat(catalog.search("tea")).containsExactly("cached tea");
        assertThat(catalog.runs()).isZero();
        Awaitility.await().until(() -> AGENT.ends().size() == 1);
        assertThat(AGENT.ends().get(0).getInflightRequests(0).getRequestId()).isEqualTo("r-1");
    }

    @Test
    void a_hit_is_a_completed_stage_for_a_method_that_returns_one() {
        AGENT.at("later", hit(Replies.holding("r-2"), "cached tea"));
        assertThat(catalog.searchLater("tea")).isCompletedWithValue("cached tea");
        assertThat(catalog.runs()).isZero();
        Awaitility.await().until(() -> AGENT.ends().size() == 1);
    }

    @Test
    void the_check_has_the_key_and_equal_calls_have_the_same_key() {
        catalog.search("tea");
        catalog.search("tea");
        catalog.search("coffee");
        List<String> keys =
                AGENT.checks().stream()
                        .map(check -> check.getCacheLookupRequest().getResultCacheKey())
                        .toList();
        assertThat(keys).doesNotContain("");
        assertThat(keys.get(1)).isEqualTo(keys.get(0)).isNotEqualTo(keys.get(2));
        assertThat(AGENT.checks())
                .allSatisfy(
                        check ->
                                assertThat(check.getCacheLookupRequest().getControlPoint())
                                        .isEqualTo("catalog"));
    }

    @Test
    void an_absent_lookup_does_not_read_as_a_hit() {
        AGENT.at(
                "catalog",
                CheckResponse.newBuilder()
                        .setCacheLookupResponse(CacheLookupResponse.getDefaultInstance())
                        .build());
        assertThat(catalog.search("tea")).containsExactly("tea of run 1");
    }

    @Test
    void a_refused_call_is_refused_whatever_the_cache_has() {
        AGENT.at(
                "catalog",
                hit(Replies.rateLimited(Duration.ofSeconds(1), "per-user"), "[\"cached tea\"]"));
        assertThatThrownBy(() -> catalog.search("tea")).isInstanceOf(FlowRejectedException.class);
        assertThat(catalog.runs()).isZero();
    }

    @Test
    void on_a_method_that_nothing_controls_the_annotation_fails_the_start() {
        Weld weld =
                new Weld()
                        .disableDiscovery()
                        .addExtensions(new AperturePortableExtension(), new ConfigExtension())
                        .addBeanClass(Uncontrolled.class);
        assertThatThrownBy(weld::initialize)
                .hasStackTraceContaining(
                        "APERTURE-607: "
                                + Uncontrolled.class.getName()
                                + ".search(java.lang.String) has @ApertureCached");
    }

    @ApplicationScoped
    static class Catalog {

        private int runs;

        @ApertureControlled("catalog")
        @ApertureCached(ttl = "10m")
        List<String> search(String text) {
            runs++;
            return List.of(text + " of run " + runs);
        }

        @ApertureControlled("later")
        @ApertureCached(ttl = "10m")
        CompletionStage<String> searchLater(String text) {
            runs++;
            return CompletableFuture.completedFuture(text);
        }

        int runs() {
            return runs;
        }
    }

    @ApplicationScoped
    static class Uncontrolled {

        @ApertureCached(ttl = "10m")
        String search(String text) {
            return text;
        }
    }
}
