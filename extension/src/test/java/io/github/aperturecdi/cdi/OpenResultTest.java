package io.github.aperturecdi.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.ApertureCached;
import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowStatus;
import io.github.aperturecdi.flow.spi.InflightToken;
import io.github.aperturecdi.internal.refusal.RejectionMappers;
import io.github.aperturecdi.testing.LoggedMessages;
import io.github.aperturecdi.testing.StubAgent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Publisher;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SubmissionPublisher;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Results that are asynchronous only for a bean, or only when they are there: their flow ends with
 * their work all the same.
 */
class OpenResultTest {

    private final StubAgent agent =
            new StubAgent(
                    Decision.admitted(
                            List.of(new InflightToken("p", "h", "root.0", "default", "r", 1))));
    private final FlowControl flows = FlowControl.builder().agent(agent).build();
    private final ApertureInterceptor interceptor = interceptor(flows);

    private static ApertureInterceptor interceptor(FlowControl flows) {
        return Interceptors.of(
                flows,
                new ControlledMethods(
                        OpenResultTest.class.getClassLoader(),
                        RejectionMappers.NONE,
                        new DeployedMethods()));
    }

    private @Nullable Object call(Object bean, String method, @Nullable Object... arguments)
            throws Exception {
        return interceptor.control(new Invocation(bean, method, arguments));
    }

    public static class Base<T> {

        @ApertureControlled("generic")
        public T load(T value) {
            return value;
        }

        @ApertureControlled("generic")
        @ApertureCached(ttl = "10m")
        public T cached(String key) {
            throw new UnsupportedOperationException(key);
        }
    }

    public static class FutureBean extends Base<CompletableFuture<String>> {}

    public static class Middle<A, B> extends Base<B> {}

    public static class StageBean extends Middle<String, CompletionStage<String>> {}

    public static class UniBean extends Base<Uni<String>> {}

    public static class MultiBean extends Base<Multi<String>> {}

    public static class NumberBean extends Base<Integer> {}

    public static class FutureTaskBean extends Base<FutureTask<String>> {}

    interface Answer {}

    public static class Shop {

        @ApertureControlled("any")
        public Object any(Object result) {
            return result;
        }

        @ApertureControlled("any")
        public <T> T same(T result) {
            return result;
        }

        @ApertureControlled("any")
        public CompletionStage<Object> later(Object result) {
            return CompletableFuture.completedFuture(result);
        }

        @ApertureControlled("any")
        public Uni<?> lazily(Object result) {
            return Uni.createFrom().item(result);
        }

        @ApertureControlled("any")
        public Answer answer(Answer result) {
            return result;
        }
    }

    private static final class AnsweringStage extends CompletableFuture<String> implements Answer {}

    /** As Reactor's {@code Mono.toFuture()} makes it. */
    private static final class SubscribedStage extends CompletableFuture<String>
            implements Subscriber<String>, AutoCloseable {

        @Override
        public void onSubscribe(Subscription subscription) {}

        @Override
        public void onNext(String item) {}

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onComplete() {}

        @Override
        public void close() {}
    }

    @Test
    void a_stage_is_followed_whatever_else_it_is() throws Exception {
        SubscribedStage work = new SubscribedStage();
        assertThat(call(new Shop(), "any", work)).isSameAs(work);
        assertThat(agent.ended).isEmpty();
        work.complete("done");
        assertThat(agent.ended).hasSize(1);
    }

    private static final class AnsweringPublisher implements Answer, Publisher<String> {

        @Override
        public void subscribe(java.util.concurrent.Flow.Subscriber<? super String> subscriber) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void a_future_of_the_bean_ends_the_flow_when_it_completes() throws Exception {
        for (Object bean : List.of(new FutureBean(), new StageBean())) {
            CompletableFuture<String> work = new CompletableFuture<>();
            int before = agent.ended.size();
            Object result = call(bean, "load", work);
            assertThat(agent.ended).as("%s under way", bean).hasSize(before);
            work.complete("done");
            assertThat(agent.ended).as("%s completed", bean).hasSize(before + 1);
            assertThat(((CompletionStage<?>) result).toCompletableFuture().join())
                    .isEqualTo("done");
        }
    }

    @Test
    void each_subscription_of_a_uni_or_multi_is_checked() throws Exception {
        Uni<?> uni = (Uni<?>) call(new UniBean(), "load", Uni.createFrom().item("tea"));
        assertThat(agent.ended).isEmpty();
        assertThat((Object) uni.await().indefinitely()).isEqualTo("tea");
        assertThat((Object) uni.await().indefinitely()).isEqualTo("tea");
        assertThat(agent.ended).hasSize(2);
        Multi<?> multi = (Multi<?>) call(new MultiBean(), "load", Multi.createFrom().items("a"));
        assertThat(multi.collect().asList().await().indefinitely().toString()).isEqualTo("[a]");
        assertThat(agent.ended).hasSize(3);
    }

    @Test
    void a_refused_call_is_a_failed_future_of_the_bean() throws Exception {
        try (FlowControl refusing =
                FlowControl.builder()
                        .agent(
                                new StubAgent(
                                        Decision.rejected(
                                                RejectReason.RATE_LIMITED,
                                                0,
                                                null,
                                                List.of(),
                                                List.of())))
                        .build()) {
            Object result =
                    interceptor(refusing)
                            .control(
                                    new Invocation(
                                            new FutureBean(), "load", new CompletableFuture<>()));
            assertThatThrownBy(((CompletableFuture<?>) result)::join)
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(FlowRejectedException.class);
        }
    }

    @Test
    void a_result_of_the_bean_that_cannot_be_followed_is_refused() {
        assertThatThrownBy(() -> call(new FutureTaskBean(), "load", new Object[] {null}))
                .hasMessageContaining("APERTURE-950");
    }

    @Test
    void a_cached_result_is_what_the_bean_says_of_it() throws Exception {
        assertThatThrownBy(() -> call(new NumberBean(), "cached", "tea"))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> call(new FutureBean(), "cached", "tea"))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void a_stage_that_is_declared_as_something_else_is_followed() throws Exception {
        for (String method : List.of("any", "same")) {
            CompletableFuture<String> work = new CompletableFuture<>();
            int before = agent.ended.size();
            Object result = call(new Shop(), method, work);
            assertThat(agent.ended).as(method).hasSize(before);
            work.completeExceptionally(new IOException("no stock"));
            assertThat(agent.statuses()).as(method).hasSize(before + 1).endsWith(FlowStatus.ERROR);
            assertThatThrownBy(((CompletableFuture<?>) result)::join)
                    .hasCauseInstanceOf(IOException.class);
        }
        AnsweringStage work = new AnsweringStage();
        int before = agent.ended.size();
        assertThat(call(new Shop(), "answer", work)).isSameAs(work);
        assertThat(agent.ended).hasSize(before);
        work.complete("done");
        assertThat(agent.ended).hasSize(before + 1);
    }

    @Test
    void a_cancelled_stage_that_is_declared_as_something_else_is_followed() throws Exception {
        CompletableFuture<String> work = new CompletableFuture<>();
        ((CompletableFuture<?>) call(new Shop(), "any", work)).cancel(true);
        assertThat(work).isCancelled();
        assertThat(agent.statuses()).containsExactly(FlowStatus.UNSET);
    }

    @Test
    void a_uni_that_is_declared_as_something_else_takes_its_flow_to_the_first_subscription()
            throws Exception {
        CompletableFuture<String> work = new CompletableFuture<>();
        Uni<?> uni = (Uni<?>) call(new Shop(), "any", Uni.createFrom().completionStage(work));
        CompletableFuture<?> first = uni.subscribeAsCompletionStage();
        assertThat(flows.status().admitted()).isEqualTo(1);
        assertThat(agent.ended).isEmpty();
        work.complete("tea");
        assertThat(first).isCompleted();
        assertThat(agent.ended).hasSize(1);
        assertThat((Object) uni.await().indefinitely()).isEqualTo("tea");
        assertThat(flows.status().admitted()).as("it asks again").isEqualTo(2);
        assertThat(agent.ended).hasSize(2);
    }

    @Test
    void a_stream_that_is_declared_as_something_else_is_followed() throws Exception {
        Multi<?> multi = (Multi<?>) call(new Shop(), "any", Multi.createFrom().items("a", "b"));
        assertThat(agent.ended).isEmpty();
        assertThat(multi.collect().asList().await().indefinitely().toString()).isEqualTo("[a, b]");
        assertThat(agent.ended).hasSize(1);
        Publisher<?> publisher =
                (Publisher<?>)
                        call(
                                new Shop(),
                                "any",
                                (Publisher<String>)
                                        subscriber ->
                                                Multi.createFrom()
                                                        .items("a")
                                                        .subscribe(subscriber));
        assertThat(agent.ended).hasSize(1);
        Multi.createFrom().publisher(publisher).collect().asList().await().indefinitely();
        assertThat(agent.ended).hasSize(2);
    }

    @Test
    void what_cannot_be_followed_is_said_once() throws Exception {
        try (LoggedMessages logged =
                        new LoggedMessages("io.github.aperturecdi.internal.async.OpenResults");
                SubmissionPublisher<String> hot = new SubmissionPublisher<>()) {
            FutureTask<String> task = new FutureTask<>(() -> "done");
            assertThat(call(new Shop(), "any", task)).isSameAs(task);
            assertThat(call(new Shop(), "any", hot)).isSameAs(hot);
            AnsweringPublisher publisher = new AnsweringPublisher();
            assertThat(call(new Shop(), "answer", publisher)).isSameAs(publisher);
            assertThat(call(new Shop(), "answer", publisher)).isSameAs(publisher);
            assertThat(logged.messages())
                    .hasSize(2)
                    .allMatch(message -> message.startsWith("WARNING APERTURE-954"));
            assertThat(agent.ended).hasSize(4);
        }
    }

    @Test
    void work_to_which_a_stage_or_a_uni_comes_is_said_once() throws Exception {
        try (LoggedMessages logged =
                new LoggedMessages("io.github.aperturecdi.internal.async.OpenResults")) {
            call(new Shop(), "later", "tea");
            call(new Shop(), "later", CompletableFuture.completedFuture("tea"));
            assertThat(logged.messages()).isEmpty();
            for (int i = 0; i < 2; i++) {
                call(new Shop(), "later", new CompletableFuture<>());
                ((Uni<?>) call(new Shop(), "lazily", Multi.createFrom().items("a")))
                        .await()
                        .indefinitely();
            }
            assertThat(logged.messages())
                    .hasSize(2)
                    .allMatch(message -> message.startsWith("WARNING APERTURE-954"));
            assertThat(agent.ended).hasSize(6);
        }
    }

    /** Such a stage does not say whether it is done. */
    @Test
    void a_value_that_is_a_stage_without_a_future_reaches_the_caller() throws Exception {
        CompletionStage<String> value = CompletableFuture.completedStage("tea");
        assertThat(((CompletionStage<?>) call(new Shop(), "later", value)).toCompletableFuture())
                .isCompletedWithValueMatching(given -> given == value);
    }

    @Test
    void what_has_ended_is_not_spoken_of() throws Exception {
        FutureTask<String> task = new FutureTask<>(() -> "done");
        task.run();
        try (LoggedMessages logged =
                new LoggedMessages("io.github.aperturecdi.internal.async.OpenResults")) {
            assertThat(call(new Shop(), "any", task)).isSameAs(task);
            assertThat(call(new Shop(), "any", "text")).isEqualTo("text");
            assertThat(call(new Shop(), "any", (Object) null)).isNull();
            assertThat(logged.messages()).isEmpty();
        }
        assertThat(agent.ended).hasSize(3);
    }

    /** Its flow has begun with the call, as nobody knows before what it returns. */
    @Test
    void the_flow_of_a_lazy_result_without_a_subscriber_ends_after_garbage_collection()
            throws Exception {
        call(new Shop(), "any", Uni.createFrom().item("tea"));
        call(new Shop(), "any", Multi.createFrom().items("a", "b"));
        call(new Shop(), "any", (Publisher<String>) Multi.createFrom().items("a", "b")::subscribe);
        await().until(
                        () -> {
                            System.gc();
                            return agent.ended.size() == 3;
                        });
        assertThat(agent.statuses()).containsOnly(FlowStatus.UNSET);
    }

    @Test
    void a_lazy_result_that_is_referenced_keeps_its_flow() throws Exception {
        Uni<?> uni = (Uni<?>) call(new Shop(), "any", Uni.createFrom().item("tea"));
        call(new Shop(), "any", Uni.createFrom().item("dropped"));
        await().until(
                        () -> {
                            System.gc();
                            return agent.ended.size() == 1;
                        });
        assertThat((Object) uni.await().indefinitely()).isEqualTo("tea");
        assertThat(agent.statuses()).containsExactly(FlowStatus.UNSET, FlowStatus.OK);
        assertThat(flows.status().admitted()).as("it asks once").isEqualTo(2);
    }
}
