package io.github.aperturecdi.internal.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.FlowStatus;
import io.github.aperturecdi.flow.spi.InflightToken;
import io.github.aperturecdi.internal.mutiny.MutinyReturn;
import io.github.aperturecdi.internal.outcome.HttpOutcomes;
import io.github.aperturecdi.testing.DeepCalls;
import io.github.aperturecdi.testing.StubAgent;
import io.smallrye.mutiny.Context;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.operators.AbstractMulti;
import io.smallrye.mutiny.operators.AbstractUni;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.smallrye.mutiny.subscription.UniSubscriber;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Publisher;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Results that break the rules of their kind: signals pass as they are, and the flow ends once all
 * the same.
 */
class RuleBreakersTest {

    private final StubAgent agent =
            new StubAgent(
                    Decision.admitted(
                            List.of(new InflightToken("p", "h", "root.0", "default", "r", 1))));
    private final FlowControl flows = FlowControl.builder().agent(agent).build();

    private ControlledCall call(Class<?> returnType, Callable<@Nullable Object> method) {
        return new MadeCall(
                flows,
                new EventLoops(getClass().getClassLoader()),
                new HttpOutcomes(getClass().getClassLoader()),
                () -> FlowRequest.at("cp").build(),
                method,
                rejection -> {
                    throw new FlowRejectedException(rejection, "test");
                },
                returnType);
    }

    private List<String> signals(Publisher<Object> controlled) {
        List<String> signals = new ArrayList<>();
        controlled.subscribe(
                new Subscriber<>() {
                    @Override
                    public void onSubscribe(Subscription subscription) {
                        signals.add("subscribed");
                        subscription.request(1);
                    }

                    @Override
                    public void onNext(Object item) {
                        signals.add("next " + item);
                    }

                    @Override
                    public void onError(Throwable failure) {
                        signals.add("error " + failure.getMessage());
                    }

                    @Override
                    public void onComplete() {
                        signals.add("complete");
                    }
                });
        return signals;
    }

    private Publisher<Object> controlled(Publisher<Object> publisher) {
        return new ControlledPublisher(
                call(Publisher.class, () -> publisher), result -> (Publisher<?>) result);
    }

    @Test
    void a_publisher_that_completes_twice_and_goes_on() {
        List<String> signals =
                signals(
                        controlled(
                                subscriber -> {
                                    subscriber.onSubscribe(new Silent());
                                    subscriber.onComplete();
                                    subscriber.onComplete();
                                    subscriber.onError(new Exception("late"));
                                    subscriber.onNext("later");
                                }));
        assertThat(signals)
                .containsExactly("subscribed", "complete", "complete", "error late", "next later");
        assertThat(agent.statuses()).containsExactly(FlowStatus.OK);
    }

    @Test
    void a_publisher_that_never_subscribes_but_completes() {
        assertThat(signals(controlled(Subscriber::onComplete))).containsExactly("complete");
        assertThat(agent.statuses()).containsExactly(FlowStatus.OK);
    }

    @Test
    void a_publisher_that_throws_from_subscribe() {
        assertThatThrownBy(
                        () ->
                                signals(
                                        controlled(
                                                subscriber -> {
                                                    throw new IllegalStateException("broken");
                                                })))
                .hasMessage("broken");
        assertThat(agent.statuses()).containsExactly(FlowStatus.ERROR);
    }

    @Test
    void a_method_that_returns_no_publisher() {
        List<String> signals =
                signals(
                        new ControlledPublisher(
                                call(Publisher.class, () -> null), r -> (Publisher<?>) r));
        assertThat(signals).containsExactly("subscribed", "error the method returned no publisher");
        assertThat(agent.statuses()).containsExactly(FlowStatus.ERROR);
    }

    @Test
    void a_subscriber_that_cancels_twice_after_the_end() {
        List<Subscription> held = new ArrayList<>();
        controlled(
                        subscriber -> {
                            subscriber.onSubscribe(new Silent());
                            subscriber.onComplete();
                        })
                .subscribe(
                        new Subscriber<>() {
                            @Override
                            public void onSubscribe(Subscription subscription) {
                                held.add(subscription);
                            }

                            @Override
                            public void onNext(Object item) {}

                            @Override
                            public void onError(Throwable failure) {}

                            @Override
                            public void onComplete() {}
                        });
        held.get(0).cancel();
        held.get(0).cancel();
        assertThat(agent.statuses()).containsExactly(FlowStatus.OK);
    }

    /** Reactive Streams 2.13: who throws has cancelled, and no signal may follow. */
    @Test
    void a_subscriber_that_throws_ends_the_flow() {
        List<Subscriber<? super Object>> upstream = new ArrayList<>();
        controlled(upstream::add).subscribe(new Throwing(false));
        upstream.get(0).onSubscribe(new Silent());
        assertThatThrownBy(() -> upstream.get(0).onNext("item")).hasMessage("broken subscriber");
        assertThat(agent.statuses()).containsExactly(FlowStatus.ERROR);
    }

    /** Later than it was subscribed to, as by another thread. */
    @Test
    void a_subscriber_that_throws_at_its_subscription_ends_the_flow() {
        List<Subscriber<? super Object>> upstream = new ArrayList<>();
        controlled(upstream::add).subscribe(new Throwing(true));
        assertThatThrownBy(() -> upstream.get(0).onSubscribe(new Silent()))
                .hasMessage("broken subscriber");
        assertThat(agent.statuses()).containsExactly(FlowStatus.ERROR);
    }

    /** Mutiny's operators hear nothing of it. */
    @Test
    void a_subscriber_of_a_multi_that_throws_ends_the_flow() {
        Multi<?> multi =
                (Multi<?>)
                        new MutinyReturn()
                                .control(call(Multi.class, () -> Multi.createFrom().items(1, 2)));
        MultiSubscriber<Object> throwing = new ThrowingMultiSubscriber();
        assertThatThrownBy(() -> multi.subscribe((Subscriber<Object>) throwing))
                .hasMessage("broken subscriber");
        assertThat(agent.statuses()).containsExactly(FlowStatus.ERROR);
    }

    @Test
    void a_multi_that_cannot_be_subscribed_to_ends_the_flow() {
        Multi<?> multi =
                (Multi<?>)
                        new MutinyReturn()
                                .control(call(Multi.class, RuleBreakersTest::unsubscribable));
        assertThatThrownBy(
                        () -> multi.subscribe((Subscriber<Object>) new ThrowingMultiSubscriber()))
                .hasMessage("broken publisher");
        assertThat(agent.statuses()).containsExactly(FlowStatus.ERROR);
    }

    private static Multi<Object> unsubscribable() {
        return new AbstractMulti<>() {
            @Override
            public void subscribe(MultiSubscriber<? super Object> subscriber) {
                throw new IllegalStateException("broken publisher");
            }
        };
    }

    private Uni<?> controlled(Callable<Object> method) {
        return (Uni<?>) new MutinyReturn().control(call(Uni.class, method::call));
    }

    @Test
    void a_uni_that_cannot_be_subscribed_to_ends_the_flow() {
        Uni<Object> unsubscribable =
                new AbstractUni<>() {
                    @Override
                    public void subscribe(UniSubscriber<? super Object> subscriber) {
                        throw new IllegalStateException("broken uni");
                    }
                };
        Uni<?> controlled = controlled(() -> unsubscribable);
        assertThatThrownBy(() -> controlled.subscribe().with(item -> {}, failure -> {}))
                .hasMessage("broken uni");
        assertThat(agent.statuses()).containsExactly(FlowStatus.ERROR);
    }

    @Test
    void a_uni_too_deep_to_subscribe_to_ends_its_flow() {
        Uni<Object> deep = Uni.createFrom().item("item");
        for (int i = 0; i < 60_000; i++) {
            deep = deep.onItem().transform(item -> item);
        }
        Uni<Object> tooDeep = deep;
        Uni<?> controlled = controlled(() -> tooDeep);
        DeepCalls.overflow(0, () -> controlled.subscribe().with(item -> {}, failure -> {}));
        assertThat(agent.statuses()).containsExactly(FlowStatus.ERROR);
    }

    @Test
    void a_uni_that_has_answered_and_throws_has_ended_its_flow() {
        Uni<Object> answering =
                new AbstractUni<>() {
                    @Override
                    public void subscribe(UniSubscriber<? super Object> subscriber) {
                        subscriber.onSubscribe(() -> {});
                        subscriber.onItem("item");
                        throw new IllegalStateException("broken uni");
                    }
                };
        List<Object> items = new ArrayList<>();
        Uni<?> controlled = controlled(() -> answering);
        assertThatThrownBy(() -> controlled.subscribe().with(items::add, failure -> {}))
                .hasMessage("broken uni");
        assertThat(items).containsExactly("item");
        assertThat(agent.statuses()).containsExactly(FlowStatus.OK);
    }

    private static Multi<Object> userOfTheContext() {
        return Multi.createFrom()
                .context(context -> Multi.createFrom().<Object>item(context.<Object>get("user")));
    }

    @Test
    void a_multi_keeps_its_subscribers_context() {
        Multi<?> multi =
                (Multi<?>)
                        new MutinyReturn()
                                .control(call(Multi.class, RuleBreakersTest::userOfTheContext));
        Context context = Context.of("user", "ann");
        assertThat(multi.collect().last().awaitUsing(context).indefinitely()).isEqualTo("ann");
        assertThat(agent.statuses()).containsExactly(FlowStatus.OK);
    }

    private static final class ThrowingMultiSubscriber implements MultiSubscriber<Object> {

        @Override
        public void onSubscribe(Subscription subscription) {
            subscription.request(1);
        }

        @Override
        public void onItem(Object item) {
            throw new IllegalStateException("broken subscriber");
        }

        @Override
        public void onFailure(Throwable failure) {}

        @Override
        public void onCompletion() {}
    }

    private record Throwing(boolean atOnce) implements Subscriber<Object> {

        @Override
        public void onSubscribe(Subscription subscription) {
            if (atOnce) {
                throw new IllegalStateException("broken subscriber");
            }
        }

        @Override
        public void onNext(Object item) {
            throw new IllegalStateException("broken subscriber");
        }

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onComplete() {}
    }

    @Test
    void a_stage_that_refuses_to_be_listened_to_is_the_outcome_all_the_same() throws Exception {
        CompletionStage<Object> deaf =
                new CompletableFuture<>() {
                    @Override
                    public CompletableFuture<Object> whenComplete(
                            java.util.function.BiConsumer<? super Object, ? super Throwable>
                                    action) {
                        throw new UnsupportedOperationException("deaf");
                    }
                };
        assertThat(new StageReturn().control(call(CompletionStage.class, () -> deaf)))
                .isSameAs(deaf);
        assertThat(agent.statuses()).containsExactly(FlowStatus.UNSET);
    }

    @Test
    void a_cancelled_stage_is_no_failure_of_the_service() throws Exception {
        for (Throwable cancelled :
                List.of(
                        new CancellationException(),
                        new CompletionException(new CancellationException()))) {
            CompletableFuture<Object> future = new CompletableFuture<>();
            new StageReturn().control(call(CompletableFuture.class, () -> future));
            future.completeExceptionally(cancelled);
        }
        assertThat(agent.statuses()).containsExactly(FlowStatus.UNSET, FlowStatus.UNSET);
    }

    @Test
    void a_method_that_throws_instead_of_returning_a_stage() {
        assertThatThrownBy(
                        () ->
                                new StageReturn()
                                        .control(
                                                call(
                                                        CompletableFuture.class,
                                                        () -> {
                                                            throw new java.io.IOException("no");
                                                        })))
                .isInstanceOf(java.io.IOException.class);
        assertThat(agent.statuses()).containsExactly(FlowStatus.ERROR);
    }

    private static final class Silent implements Subscription {
        @Override
        public void request(long n) {}

        @Override
        public void cancel() {}
    }
}
