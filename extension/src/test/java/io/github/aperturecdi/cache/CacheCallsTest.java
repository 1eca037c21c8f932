package io.github.aperturecdi.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.aperturecdi.ApertureCached;
import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.flow.CacheLookup;
import io.github.aperturecdi.flow.CacheUpdate;
import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.FlowRequestBuilder;
import io.github.aperturecdi.flow.FlowStatus;
import io.github.aperturecdi.flow.spi.CachedValues;
import io.github.aperturecdi.flow.spi.EndedFlow;
import io.github.aperturecdi.flow.spi.InflightToken;
import io.github.aperturecdi.testing.StubAgent;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls of cached methods: what they return, what runs, what is stored, and what is said. */
class CacheCallsTest {

    private final StubAgent agent =
            new StubAgent(Decision.admitted().with(CachedValues.NONE, "receipt"));
    private final FlowControl flows =
            FlowControl.builder().agent(agent).executor(Runnable::run).build();
    private final Log log = new Log();
    private final AtomicInteger runs = new AtomicInteger();

    @BeforeEach
    void listen() {
        Logger.getLogger(ResultCaching.class.getName()).addHandler(log);
    }

    @AfterEach
    void close() {
        Logger.getLogger(ResultCaching.class.getName()).removeHandler(log);
        flows.close();
    }

    private static ResultCaching plan(String method, ResultCodec... codecs) {
        return Objects.requireNonNull(
                CacheMethods.plan(Calls.class, method, CacheMethods.plain(codecs)));
    }

    private @Nullable Object call(ResultCaching plan, Object argument, Callable<Object> work)
            throws Exception {
        FlowRequestBuilder request = FlowRequest.at("products");
        String key = plan.key(new Object[] {argument});
        if (key != null) {
            request.resultCacheKey(key);
        }
        Flow flow = flows.start(request.build());
        return flow.run(
                plan.around(
                        () -> {
                            runs.incrementAndGet();
                            return work.call();
                        }));
    }

    private void assertEndedOnceEachAs(FlowStatus... statuses) {
        assertThat(agent.ended).extracting(EndedFlow::status).containsExactly(statuses);
    }

    @Test
    void a_miss_runs_and_stores_and_a_hit_does_not_run() throws Exception {
        ResultCaching plan = plan("text");
        assertThat(call(plan, "a", () -> "one")).isEqualTo("one");
        assertThat(call(plan, "a", () -> "two")).isEqualTo("one");
        assertThat(call(plan, "b", () -> "three")).isEqualTo("three");
        assertThat(runs).hasValue(2);
        assertThat(agent.timesToLive)
                .containsExactly(Duration.ofMinutes(10), Duration.ofMinutes(10));
        assertEndedOnceEachAs(FlowStatus.OK, FlowStatus.OK, FlowStatus.OK);
        assertThat(log.messages).isEmpty();
    }

    @Test
    void a_hit_that_holds_a_slot_ends_with_it() throws Exception {
        ResultCaching plan = plan("text");
        call(plan, "a", () -> "one");
        InflightToken token = new InflightToken("p", "h", "root.0", "l", "r-1", 1);
        agent.decision = Decision.admitted(List.of(token));
        assertThat(call(plan, "a", () -> "two")).isEqualTo("one");
        assertThat(agent.ended.get(1).status()).isEqualTo(FlowStatus.OK);
        assertThat(agent.ended.get(1).decision().inflight()).containsExactly(token);
    }

    @Test
    void what_the_method_throws_passes_unchanged_and_is_not_stored() throws Exception {
        ResultCaching plan = plan("text");
        IOException failure = new IOException("full");
        assertThatThrownBy(
                        () ->
                                call(
                                        plan,
                                        "a",
                                        () -> {
                                            throw failure;
                                        }))
                .isSameAs(failure);
        assertThat(agent.timesToLive).isEmpty();
        assertThat(call(plan, "a", () -> "one")).isEqualTo("one");
        assertEndedOnceEachAs(FlowStatus.ERROR, FlowStatus.OK);
    }

    @Test
    void null_is_not_stored() throws Exception {
        ResultCaching plan = plan("text");
        assertThat(call(plan, "a", () -> null)).isNull();
        assertThat(agent.timesToLive).isEmpty();
        assertThat(log.messages).isEmpty();
    }

    @Test
    void an_empty_value_is_a_hit() throws Exception {
        ResultCaching plan = plan("text");
        call(plan, "a", () -> "");
        assertThat(call(plan, "a", () -> "other")).isEqualTo("");
    }

    @Test
    void a_cache_that_fails_is_a_miss() throws Exception {
        ResultCaching plan = plan("text");
        agent.lookup = CacheLookup.error("olric is down");
        assertThat(call(plan, "a", () -> "one")).isEqualTo("one");
        assertThat(agent.cache).hasSize(1);
    }

    @Test
    void without_an_answer_nothing_is_stored() throws Exception {
        ResultCaching plan = plan("text");
        agent.lookup = CacheLookup.ABSENT;
        assertThat(call(plan, "a", () -> "one")).isEqualTo("one");
        agent.lookup = null;
        agent.decision = Decision.unreachable();
        assertThat(call(plan, "a", () -> "two")).isEqualTo("two");
        assertThat(agent.timesToLive).isEmpty();
    }

    @Test
    void without_an_agent_every_call_runs() throws Exception {
        ResultCaching plan = plan("text");
        try (FlowControl off = FlowControl.builder().build()) {
            String key = Objects.requireNonNull(plan.key(new Object[] {"a"}));
            for (int i = 0; i < 2; i++) {
                int run = i;
                FlowRequest request = FlowRequest.at("products").resultCacheKey(key).build();
                assertThat(off.start(request).run(plan.around(() -> "run " + run)))
                        .isEqualTo("run " + run);
            }
        }
        assertThat(log.messages).isEmpty();
    }

    @Test
    void a_value_that_cannot_be_read_is_a_miss_and_is_replaced() throws Exception {
        ResultCaching plan = plan("text");
        agent.lookup = CacheLookup.hit(new byte[] {(byte) 0xC3});
        assertThat(call(plan, "a", () -> "one")).isEqualTo("one");
        assertThat(call(plan, "a", () -> "two")).isEqualTo("two");
        assertThat(agent.cache.values()).containsExactly("two".getBytes(StandardCharsets.UTF_8));
        assertThat(log.messages)
                .singleElement()
                .asString()
                .contains("APERTURE-807", "Calls.text", "MalformedInputException");
    }

    @Test
    void a_codec_that_throws_fails_no_call_and_is_said_once_without_the_value() throws Exception {
        Broken codec = new Broken();
        ResultCaching plan = plan("number", codec);
        for (int i = 0; i < 3; i++) {
            assertThat(call(plan, "a", () -> 7L)).isEqualTo(7L);
        }
        for (Error error :
                List.of(new StackOverflowError(), new OutOfMemoryError(), new Error("TODO"))) {
            codec.failure = error;
            assertThat(call(plan, "a", () -> 7L)).isEqualTo(7L);
        }
        assertThat(runs).hasValue(6);
        assertThat(log.messages)
                .singleElement()
                .asString()
                .contains("APERTURE-808", "Calls.number", "IllegalStateException")
                .doesNotContain("secret");
        assertEndedOnceEachAs(Collections.nCopies(6, FlowStatus.OK).toArray(FlowStatus[]::new));
    }

    @Test
    void a_codec_that_writes_null_fails_no_call() throws Exception {
        Broken codec = new Broken();
        codec.failure = null;
        ResultCaching plan = plan("number", codec);
        assertThat(call(plan, "a", () -> 7L)).isEqualTo(7L);
        assertThat(log.messages).singleElement().asString().contains("APERTURE-808");
        assertThat(agent.timesToLive).isEmpty();
        assertEndedOnceEachAs(FlowStatus.OK);
    }

    @Test
    void a_codec_that_reads_null_or_another_type_is_one_that_cannot_read() throws Exception {
        Broken codec = new Broken();
        ResultCaching plan = plan("number", codec);
        agent.lookup = CacheLookup.hit(new byte[0]);
        assertThat(call(plan, "a", () -> 7L)).isEqualTo(7L);
        codec.read = "no number";
        assertThat(call(plan, "a", () -> 7L)).isEqualTo(7L);
        assertThat(runs).hasValue(2);
    }

    @Test
    void a_large_result_is_returned_and_not_stored() throws Exception {
        ResultCaching plan = plan("bytes");
        byte[] most = new byte[ResultCaching.MAX_RESULT_BYTES];
        assertThat(call(plan, "a", () -> most)).isSameAs(most);
        assertThat(agent.timesToLive).hasSize(1);
        byte[] more = new byte[ResultCaching.MAX_RESULT_BYTES + 1];
        assertThat(call(plan, "b", () -> more)).isSameAs(more);
        assertThat(agent.timesToLive).hasSize(1);
        assertThat(log.messages).singleElement().asString().contains("APERTURE-809", "1048577");
    }

    @Test
    void a_store_that_fails_is_said_once_without_the_agents_own_words() throws Exception {
        ResultCaching plan = plan("text");
        agent.update = CompletableFuture.completedFuture(CacheUpdate.error("no room for key-a"));
        call(plan, "a", () -> "one");
        call(plan, "a", () -> "one");
        assertThat(log.messages)
                .singleElement()
                .asString()
                .contains("APERTURE-810", "ERROR")
                .doesNotContain("key-a");
    }

    @Test
    void a_slow_agent_delays_no_call_and_what_waits_for_it_is_bounded() throws Exception {
        ResultCaching plan = plan("bytes");
        CompletableFuture<CacheUpdate> later = new CompletableFuture<>();
        agent.update = later;
        byte[] mebibyte = new byte[1024 * 1024];
        for (int i = 0; i < 20; i++) {
            call(plan, i, () -> mebibyte);
        }
        assertThat(runs).hasValue(20);
        assertThat(agent.timesToLive).hasSize(16);
        later.complete(CacheUpdate.SUCCESS);
        call(plan, "another", () -> mebibyte);
        assertThat(agent.timesToLive).hasSize(17);
    }

    /** 16 of them would fill what may wait, if one were kept. */
    @Test
    void a_store_that_throws_fails_no_call_and_takes_no_room() throws Exception {
        ResultCaching plan = plan("bytes");
        byte[] mebibyte = new byte[1024 * 1024];
        agent.failure = new OutOfMemoryError();
        for (int i = 0; i < 17; i++) {
            assertThat(call(plan, i, () -> mebibyte)).isSameAs(mebibyte);
        }
        agent.failure = null;
        call(plan, "another", () -> mebibyte);
        assertThat(agent.timesToLive).hasSize(1);
        assertThat(log.messages).singleElement().asString().contains("APERTURE-808");
    }

    @Test
    void without_a_key_the_call_runs_and_nothing_is_stored() throws Exception {
        ResultCaching plan = plan("text");
        assertThat(call(plan, new Object(), () -> "one")).isEqualTo("one");
        assertThat(call(plan, new Object(), () -> "two")).isEqualTo("two");
        assertThat(agent.timesToLive).isEmpty();
        assertThat(log.messages).singleElement().asString().contains("APERTURE-806");
    }

    @Test
    void a_stage_is_stored_when_it_completes_and_before_its_caller_sees_that() throws Exception {
        ResultCaching plan = plan("later");
        CompletableFuture<Object> work = new CompletableFuture<>();
        CompletableFuture<Integer> stored =
                future(call(plan, "a", () -> work)).thenApply(value -> agent.timesToLive.size());
        assertThat(agent.timesToLive).isEmpty();
        work.complete("one");
        assertThat(stored).isCompletedWithValue(1);
        assertThat(call(plan, "a", CompletableFuture::new))
                .isInstanceOfSatisfying(
                        CompletableFuture.class,
                        stage -> assertThat(stage.join()).isEqualTo("one"));
        assertThat(runs).hasValue(1);
    }

    @SuppressWarnings("unchecked")
    private static CompletableFuture<Object> future(@Nullable Object result) {
        return (CompletableFuture<Object>) Objects.requireNonNull(result);
    }

    /** As {@code completeOnTimeout} does: the value is one caller's, and not the method's. */
    @Test
    void a_value_by_which_a_caller_completes_the_stage_is_not_stored() throws Exception {
        ResultCaching plan = plan("later");
        CompletableFuture<Object> work = new CompletableFuture<>();
        CompletableFuture<Object> caller = future(call(plan, "a", () -> work));
        caller.complete("nothing in time");
        assertThat(agent.timesToLive).isEmpty();
        work.complete("one");
        assertThat(future(call(plan, "a", CompletableFuture::new))).isCompletedWithValue("one");
        assertThat(runs).hasValue(1);
    }

    @Test
    void a_caller_cancels_the_work_and_gets_its_failure_as_it_is() throws Exception {
        ResultCaching plan = plan("later");
        CompletableFuture<Object> cancelled = new CompletableFuture<>();
        future(call(plan, "a", () -> cancelled)).cancel(true);
        assertThat(cancelled).isCancelled();
        IOException full = new IOException("full");
        CompletableFuture<Object> failing = new CompletableFuture<>();
        CompletableFuture<Throwable> seen =
                future(call(plan, "a", () -> failing))
                        .<Throwable>handle((value, failure) -> failure);
        failing.completeExceptionally(full);
        assertThat(seen).isCompletedWithValue(full);
        assertThat(agent.timesToLive).isEmpty();
    }

    /** As the futures of Jakarta Concurrency, whose actions run on the container's threads. */
    @Test
    void a_future_keeps_its_class() throws Exception {
        Managed work = new Managed();
        assertThat(call(plan("later"), "a", () -> work)).isInstanceOf(Managed.class);
    }

    private static final class Managed extends CompletableFuture<Object> {

        @Override
        public <U> CompletableFuture<U> newIncompleteFuture() {
            @SuppressWarnings("unchecked")
            CompletableFuture<U> made = (CompletableFuture<U>) (Object) new Managed();
            return made;
        }
    }

    @Test
    void a_uni_is_stored_at_its_item_and_a_hit_is_one() throws Exception {
        ResultCaching plan = plan("uni");
        Uni<?> missed = (Uni<?>) call(plan, "a", () -> Uni.createFrom().item("one"));
        assertThat(agent.timesToLive).isEmpty();
        assertThat(missed.await().indefinitely()).isEqualTo("one");
        assertThat(agent.timesToLive).hasSize(1);
        Uni<?> hit = (Uni<?>) call(plan, "a", () -> Uni.createFrom().item("two"));
        assertThat(hit.await().indefinitely()).isEqualTo("one");
        assertThat(runs).hasValue(1);
    }

    @Test
    void a_uni_that_fails_is_cancelled_or_has_no_item_is_not_stored() throws Exception {
        ResultCaching plan = plan("uni");
        for (Uni<String> unkept :
                List.of(
                        Uni.createFrom().<String>failure(new IOException("full")),
                        Uni.createFrom().<String>nothing(),
                        Uni.createFrom().<String>nullItem())) {
            ((Uni<?>) call(plan, "a", () -> unkept)).subscribeAsCompletionStage().cancel(true);
        }
        assertThat(agent.timesToLive).isEmpty();
        assertThat(log.messages).isEmpty();
    }

    @Test
    void a_stage_that_fails_is_cancelled_or_completes_with_null_is_not_stored() throws Exception {
        ResultCaching plan = plan("later");
        CompletableFuture<Object> cancelled = new CompletableFuture<>();
        call(plan, "a", () -> cancelled);
        cancelled.cancel(true);
        call(plan, "a", () -> CompletableFuture.failedFuture(new IOException("full")));
        call(plan, "a", () -> CompletableFuture.completedFuture(null));
        call(plan, "a", () -> null);
        assertThat(agent.timesToLive).isEmpty();
        assertThat(log.messages).isEmpty();
    }

    @Test
    void a_refused_flow_has_no_cached_result() {
        agent.decision =
                Decision.rejected(RejectReason.RATE_LIMITED, 429, null, List.of(), List.of());
        Flow flow = flows.start(FlowRequest.at("products").resultCacheKey("k").build());
        assertThat(flow.shouldRun()).isFalse();
        assertThat(flow.resultCache().status()).isEqualTo(CacheLookup.Status.ABSENT);
    }

    private static final class Broken implements ResultCodec {

        @Nullable Throwable failure = new IllegalStateException("the secret value 7");
        @Nullable Object read;

        @Override
        public boolean handles(Type type) {
            return type == Long.class;
        }

        @Override
        public byte @Nullable [] encode(Object result, Type type) throws Exception {
            if (failure instanceof Error error) {
                throw error;
            }
            if (failure != null) {
                throw (Exception) failure;
            }
            return null;
        }

        @Override
        public @Nullable Object decode(byte[] bytes, Type type) {
            return read;
        }
    }

    private static final class Log extends Handler {

        final List<String> messages = new CopyOnWriteArrayList<>();

        @Override
        public void publish(LogRecord entry) {
            messages.add(entry.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    interface Calls {

        @ApertureCached(ttl = "10m")
        String text(Object argument);

        @ApertureCached(ttl = "10m")
        byte[] bytes(Object argument);

        @ApertureCached(ttl = "10m")
        long number(Object argument);

        @ApertureCached(ttl = "10m")
        CompletionStage<String> later(Object argument);

        @ApertureCached(ttl = "10m")
        Uni<String> uni(Object argument);
    }
}
