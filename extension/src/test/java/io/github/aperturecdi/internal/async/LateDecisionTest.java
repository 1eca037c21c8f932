package io.github.aperturecdi.internal.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.internal.mutiny.MutinyReturn;
import io.github.aperturecdi.races.CountingAgent;
import io.smallrye.mutiny.Context;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.operators.AbstractMulti;
import io.smallrye.mutiny.operators.AbstractUni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.smallrye.mutiny.subscription.UniSubscriber;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow.Publisher;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * Results on an event loop, where the decision comes after the call: whatever happens then, the
 * flow ends once.
 */
class LateDecisionTest {

    private static final int RACES = 20_000;

    private static Cancellable subscribed(FlowControl flows, Class<?> type) {
        if (type == Uni.class) {
            ControlledCall call = RacingCalls.undecided(flows, Uni.createFrom().nothing(), type);
            return ((Uni<?>) new MutinyReturn().control(call))
                    .subscribe()
                    .with(item -> {}, failure -> {});
        }
        ControlledCall call = RacingCalls.undecided(flows, Multi.createFrom().nothing(), type);
        return ((Multi<?>) new MutinyReturn().control(call))
                .subscribe()
                .with(item -> {}, failure -> {});
    }

    /** Mutiny drops what comes after a cancellation, the flow included. */
    @Test
    void a_cancellation_that_meets_the_decision_ends_the_flow() {
        ExecutorService agentsThread = Executors.newSingleThreadExecutor();
        try {
            for (Class<?> type : List.of(Uni.class, Multi.class)) {
                for (int i = 0; i < RACES; i++) {
                    CountingAgent agent = new CountingAgent();
                    Cancellable subscription = subscribed(RacingCalls.control(agent), type);
                    CompletableFuture<Void> decided =
                            CompletableFuture.runAsync(agent::decide, agentsThread);
                    subscription.cancel();
                    decided.join();
                    agent.requireOneEndForEachAdmission();
                }
            }
        } finally {
            agentsThread.shutdownNow();
        }
    }

    /** Mutiny would print each with its stack, in the log of the application. */
    @Test
    void a_subscription_that_is_given_up_drops_no_exception() {
        List<Throwable> dropped = new CopyOnWriteArrayList<>();
        Infrastructure.setDroppedExceptionHandler(dropped::add);
        try {
            for (Class<?> type : List.of(Uni.class, Multi.class)) {
                subscribed(RacingCalls.control(new CountingAgent()), type).cancel();
            }
        } finally {
            Infrastructure.resetDroppedExceptionHandler();
        }
        assertThat(dropped).isEmpty();
    }

    private static List<String> signals(Object result, Class<?> type) {
        CountingAgent asked = new CountingAgent();
        List<String> signals = new ArrayList<>();
        Object controlled =
                new MutinyReturn()
                        .control(RacingCalls.undecided(RacingCalls.control(asked), result, type));
        Consumer<Object> item = given -> signals.add((String) given);
        Consumer<Throwable> failure = thrown -> signals.add("failure " + thrown.getMessage());
        if (controlled instanceof Uni<?> uni) {
            uni.subscribe().with(item, failure);
        } else {
            ((Multi<?>) controlled).subscribe().with(item, failure);
        }
        asked.decide();
        asked.requireOneEndForEachAdmission();
        return signals;
    }

    /** The decision comes on another thread, so the caller cannot catch an exception. */
    @Test
    void a_uni_or_multi_that_cannot_be_subscribed_to_fails_its_subscriber() {
        Publisher<Object> broken =
                subscriber -> {
                    throw new IllegalStateException("broken");
                };
        assertThat(signals(Uni.createFrom().publisher(broken), Uni.class))
                .containsExactly("failure broken");
        assertThat(signals(Multi.createFrom().publisher(broken), Multi.class))
                .containsExactly("failure broken");
    }

    @Test
    void a_uni_or_multi_that_throws_after_its_end_fails_nobody() {
        Uni<Object> uni =
                new AbstractUni<>() {
                    @Override
                    public void subscribe(UniSubscriber<? super Object> subscriber) {
                        subscriber.onSubscribe(() -> {});
                        subscriber.onItem("item");
                        throw new IllegalStateException("broken");
                    }
                };
        Multi<Object> multi =
                new AbstractMulti<>() {
                    @Override
                    public void subscribe(MultiSubscriber<? super Object> subscriber) {
                        Multi.createFrom().<Object>item("item").subscribe(subscriber);
                        throw new IllegalStateException("broken");
                    }
                };
        List<Throwable> dropped = new CopyOnWriteArrayList<>();
        Infrastructure.setDroppedExceptionHandler(dropped::add);
        try {
            assertThat(signals(uni, Uni.class)).containsExactly("item");
            assertThat(signals(multi, Multi.class)).containsExactly("item");
        } finally {
            Infrastructure.resetDroppedExceptionHandler();
        }
        assertThat(dropped).isEmpty();
    }

    @Test
    void a_multi_that_throws_while_it_emits_has_one_end_and_is_cancelled() {
        List<MultiSubscriber<? super Object>> emitting = new ArrayList<>();
        AtomicBoolean cancelled = new AtomicBoolean();
        Multi<Object> multi =
                new AbstractMulti<>() {
                    @Override
                    public void subscribe(MultiSubscriber<? super Object> subscriber) {
                        emitting.add(subscriber);
                        subscriber.onSubscribe(
                                new Subscription() {
                                    @Override
                                    public void request(long n) {}

                                    @Override
                                    public void cancel() {
                                        cancelled.set(true);
                                    }
                                });
                        throw new IllegalStateException("broken");
                    }
                };
        List<String> signals = signals(multi, Multi.class);
        emitting.get(0).onItem("late");
        emitting.get(0).onCompletion();

        assertThat(signals).containsExactly("failure broken");
        assertThat(cancelled).isTrue();
    }

    private static List<Object> users(Object result, Class<?> type) {
        CountingAgent asked = new CountingAgent();
        List<Object> users = new ArrayList<>();
        Object controlled =
                new MutinyReturn()
                        .control(RacingCalls.undecided(RacingCalls.control(asked), result, type));
        Context context = Context.of("user", "ann");
        if (controlled instanceof Uni<?> uni) {
            uni.subscribe().with(context, users::add, failure -> {});
        } else {
            ((Multi<?>) controlled).subscribe().with(context, users::add, failure -> {}, () -> {});
        }
        asked.decide();
        return users;
    }

    @Test
    void a_uni_or_multi_keeps_its_subscribers_context() {
        assertThat(
                        users(
                                Uni.createFrom()
                                        .context(
                                                with ->
                                                        Uni.createFrom()
                                                                .item(with.<Object>get("user"))),
                                Uni.class))
                .containsExactly("ann");
        assertThat(
                        users(
                                Multi.createFrom()
                                        .context(
                                                with ->
                                                        Multi.createFrom()
                                                                .item(with.<Object>get("user"))),
                                Multi.class))
                .containsExactly("ann");
    }

    private final CountingAgent agent = new CountingAgent();
    private final FlowControl flows = RacingCalls.control(agent);

    private Publisher<Object> controlled(Publisher<Object> publisher) {
        return new ControlledPublisher(
                RacingCalls.undecided(flows, publisher, Publisher.class),
                result -> (Publisher<?>) result);
    }

    @Test
    void a_publisher_that_throws_from_subscribe_fails_its_subscriber() {
        List<String> signals = new ArrayList<>();
        controlled(
                        subscriber -> {
                            throw new IllegalStateException("broken");
                        })
                .subscribe(new Recorder(signals));
        agent.decide();
        assertThat(signals).containsExactly("subscribed", "error broken");
        agent.requireOneEndForEachAdmission();
    }

    /** Reactive Streams 1.7: no signal follows the end, nor what the subscriber has thrown. */
    @Test
    void a_subscriber_that_throws_hears_of_nothing_more() {
        for (boolean atItem : new boolean[] {true, false}) {
            CountingAgent asked = new CountingAgent();
            List<String> signals = new ArrayList<>();
            Recorder broken =
                    new Recorder(signals) {
                        @Override
                        public void onNext(Object item) {
                            super.onNext(item);
                            throw new IllegalStateException("broken");
                        }

                        @Override
                        public void onComplete() {
                            super.onComplete();
                            throw new IllegalStateException("broken");
                        }
                    };
            Publisher<Object> emitting =
                    subscriber -> {
                        if (atItem) {
                            subscriber.onNext("item");
                        } else {
                            subscriber.onComplete();
                        }
                    };
            new ControlledPublisher(
                            RacingCalls.undecided(
                                    RacingCalls.control(asked), emitting, Publisher.class),
                            result -> (Publisher<?>) result)
                    .subscribe(broken);
            asked.decide();
            assertThat(signals).containsExactly("subscribed", atItem ? "next" : "complete");
            asked.requireOneEndForEachAdmission();
        }
    }

    @Test
    void a_subscriber_that_throws_gives_the_question_up() {
        Subscriber<Object> broken =
                new Recorder(new ArrayList<>()) {
                    @Override
                    public void onSubscribe(Subscription subscription) {
                        throw new IllegalStateException("broken");
                    }
                };
        assertThatThrownBy(() -> controlled(subscriber -> {}).subscribe(broken))
                .hasMessage("broken");
        agent.decide();
        agent.requireOneEndForEachAdmission();
    }

    private static class Recorder implements Subscriber<Object> {

        private final List<String> signals;

        Recorder(List<String> signals) {
            this.signals = signals;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            signals.add("subscribed");
        }

        @Override
        public void onNext(Object item) {
            signals.add("next");
        }

        @Override
        public void onError(Throwable failure) {
            signals.add("error " + failure.getMessage());
        }

        @Override
        public void onComplete() {
            signals.add("complete");
        }
    }
}
