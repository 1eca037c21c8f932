package io.github.aperturecdi.flow.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowControlBuilder;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.proto.check.v1.CacheDeleteResponse;
import io.github.aperturecdi.proto.check.v1.CacheLookupResponse;
import io.github.aperturecdi.proto.check.v1.CacheUpsertResponse;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.testing.ScriptedAgent;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What users chain to an answer runs on no thread of the connection. */
@Timeout(60)
class CompletionThreadTest {

    private static final Duration LONG = Duration.ofSeconds(40);
    private static final byte[] VALUE = {1};

    /** What a user waits for, and asks of a flow that holds a result key. */
    enum Asked {
        START((flows, flow) -> flows.startAsync(FlowRequest.at("asked").build())),
        SET_RESULT((flows, flow) -> flow.setResultCache(VALUE, LONG)),
        DELETE_RESULT((flows, flow) -> flow.deleteResultCache()),
        GET_GLOBAL((flows, flow) -> flows.globalCache("key")),
        SET_GLOBAL((flows, flow) -> flow.setGlobalCache("key", VALUE, LONG)),
        DELETE_GLOBAL((flows, flow) -> flow.deleteGlobalCache("key"));

        private final BiFunction<FlowControl, Flow, CompletableFuture<?>> call;

        Asked(BiFunction<FlowControl, Flow, CompletableFuture<?>> call) {
            this.call = call;
        }
    }

    private final ScriptedAgent agent = ScriptedAgent.start();
    private final AgentLink link = AgentLink.open(new AgentEndpoint(agent.address(), true, null));
    private final CountDownLatch answer = new CountDownLatch(1);
    private final ExecutorService own =
            Executors.newSingleThreadExecutor(task -> new Thread(task, "own"));

    @AfterEach
    void close() {
        answer.countDown();
        link.close();
        agent.close();
        own.shutdownNow();
    }

    /** Answers once the continuation is chained, or it would run on this test's thread. */
    private <Q, R> Function<Q, @Nullable R> later(Function<Q, @Nullable R> script) {
        return request -> {
            try {
                answer.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return script.apply(request);
        };
    }

    private void answering() {
        Function<Object, @Nullable CheckResponse> check =
                later(request -> CheckResponse.getDefaultInstance());
        agent.at("asked", check::apply);
        agent.onCacheLookup(later(request -> CacheLookupResponse.getDefaultInstance()));
        agent.onCacheUpsert(later(request -> CacheUpsertResponse.getDefaultInstance()));
        agent.onCacheDelete(later(request -> CacheDeleteResponse.getDefaultInstance()));
    }

    private void failing() {
        Function<Object, @Nullable CheckResponse> check =
                later(ScriptedAgent.failing(Status.Code.INTERNAL));
        agent.at("asked", check::apply);
        agent.onCacheLookup(later(ScriptedAgent.failing(Status.Code.INTERNAL)));
        agent.onCacheUpsert(later(ScriptedAgent.failing(Status.Code.INTERNAL)));
        agent.onCacheDelete(later(ScriptedAgent.failing(Status.Code.INTERNAL)));
    }

    private String threadOfContinuation(FlowControl flows, Asked asked) throws Exception {
        Flow flow = flows.start(FlowRequest.at("any").resultCacheKey("key").build());
        CompletableFuture<String> thread =
                asked.call
                        .apply(flows, flow)
                        .handle((result, failure) -> Thread.currentThread().getName());
        answer.countDown();
        return thread.get(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    private FlowControlBuilder flows() {
        return FlowControl.builder().agent(link).timeout(LONG);
    }

    @ParameterizedTest
    @EnumSource
    void an_answer_reaches_its_user_on_another_thread(Asked asked) throws Exception {
        answering();
        assertThat(threadOfContinuation(flows().build(), asked))
                .doesNotContain("aperture-channel")
                .doesNotContainIgnoringCase("okhttp");
    }

    @ParameterizedTest
    @EnumSource
    void a_failure_reaches_its_user_on_another_thread(Asked asked) throws Exception {
        failing();
        assertThat(threadOfContinuation(flows().build(), asked))
                .doesNotContain("aperture-channel")
                .doesNotContainIgnoringCase("okhttp");
    }

    @ParameterizedTest
    @EnumSource
    void an_executor_of_the_users_is_where_it_runs(Asked asked) throws Exception {
        answering();
        assertThat(threadOfContinuation(flows().executor(own).build(), asked)).isEqualTo("own");
    }

    /** A bounded executor may be full: its user must hear of the answer all the same. */
    @ParameterizedTest
    @EnumSource
    void an_executor_that_rejects_loses_no_answer(Asked asked) throws Exception {
        answering();
        own.shutdown();
        assertThat(threadOfContinuation(flows().executor(own).build(), asked))
                .isNotEqualTo("own")
                .doesNotContain("aperture-channel")
                .doesNotContainIgnoringCase("okhttp");
    }

    /** Guards the tests above: the link itself does answer on a thread of its channel. */
    @Test
    void the_links_own_answer_comes_on_a_thread_of_the_connection() throws Exception {
        answering();
        CompletableFuture<String> thread =
                link.checkAsync(FlowRequest.at("asked").build(), LONG)
                        .thenApply(made -> Thread.currentThread().getName());
        answer.countDown();
        assertThat(thread.get(LONG.toSeconds(), TimeUnit.SECONDS)).startsWith("aperture-channel");
    }
}
