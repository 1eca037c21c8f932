package io.github.aperturecdi.embedded.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** When waiting flows are looked at, and how many may wait. */
class WaitingRoomTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);

    private final ManualTicker time = new ManualTicker();
    private final List<Long> armed = new ArrayList<>();

    private final WakeTimer timer =
            new WakeTimer() {
                @Override
                public void wakeIn(long nanos, Runnable wake) {
                    armed.add(nanos / 1_000_000);
                }

                @Override
                public void rest() {
                    armed.add(-1L);
                }
            };

    private static FlowCheck check(long timeoutMillis) {
        return new FlowCheck("checkout", Map.of(), timeoutMillis * 1_000_000);
    }

    private Engine engine(Limits limits) {
        return new Engine(List.of(limits.policy()), EngineSettings.DEFAULT, time, timer);
    }

    @Test
    void the_timer_is_set_to_the_first_flow_that_is_due() {
        Engine engine = engine(Limits.of("p").quota(1, 1, SECOND));
        engine.ask(check(10_000));
        assertThat(armed).isEmpty();
        engine.ask(check(10_000));
        assertThat(armed).containsExactly(1_000L);
        engine.ask(check(5_010));
        assertThat(armed).as("due later").containsExactly(1_000L);
        engine.ask(check(110));
        assertThat(armed).containsExactly(1_000L, 100L);
    }

    @Test
    void after_a_flow_was_served_the_timer_is_set_to_the_next_one() {
        Engine engine = engine(Limits.of("p").by("user").quota(1, 1, SECOND));
        for (String user : List.of("ann", "bob")) {
            FlowCheck check = new FlowCheck("checkout", Map.of("user", user), HOUR.toNanos());
            engine.ask(check);
            engine.ask(check);
            time.pass(Duration.ofMillis(500));
        }
        assertThat(armed).containsExactly(1_000L);

        engine.wake();

        assertThat(armed).containsExactly(1_000L, 500L);
    }

    @Test
    void flows_that_are_due_at_once_are_looked_at_in_the_order_of_their_arrival() {
        Scene scene = new Scene(Limits.of("p").quota(1, 1, SECOND));
        scene.comes("one", Map.of()).comes("turn", Map.of());
        scene.comes("a", Map.of(), Duration.ofMillis(110));
        scene.comes("b", Map.of(), Duration.ofMillis(110));
        scene.at(100);

        assertThat(scene.refusals()).containsExactly("a@100", "b@100");
    }

    @Test
    void as_many_flows_wait_as_the_memory_holds() {
        // A flow without labels counts as 1,000 bytes.
        Scene scene =
                new Scene(Limits.of("p").quota(1, 1, SECOND), new EngineSettings(10, false, 2_000));
        for (String name : List.of("one", "two", "three", "four")) {
            scene.comes(name, Map.of());
        }

        assertThat(scene.waits("two")).isTrue();
        assertThat(scene.waits("three")).isTrue();
        assertThat(scene.refusals()).containsExactly("four@0");
    }

    @Test
    void a_full_room_is_told_once() {
        Logger log = Logger.getLogger(Engine.class.getName());
        List<String> messages = new ArrayList<>();
        Handler handler =
                new Handler() {
                    @Override
                    public void publish(LogRecord logged) {
                        messages.add(logged.getMessage());
                    }

                    @Override
                    public void flush() {}

                    @Override
                    public void close() {}
                };
        log.addHandler(handler);
        try {
            Scene scene =
                    new Scene(
                            Limits.of("p").quota(1, 1, SECOND),
                            new EngineSettings(10, false, 2_000));
            for (int i = 0; i < 3; i++) {
                scene.comes("fits" + i, Map.of());
            }
            assertThat(messages).isEmpty();
            for (int i = 0; i < 3; i++) {
                scene.comes("refused" + i, Map.of());
                assertThat(messages).hasSize(1);
            }
        } finally {
            log.removeHandler(handler);
        }

        assertThat(messages.get(0)).contains("APERTURE-271: 2 flows wait");
    }

    private static Alarm ringing(Runnable bell) {
        return new Alarm() {
            @Override
            void ring(long now, Deliveries deliveries) {
                bell.run();
            }
        };
    }

    @Test
    void an_alarm_that_fails_keeps_no_other_from_ringing() {
        WaitingRoom room = new WaitingRoom(EngineSettings.DEFAULT, time, timer);
        List<String> rung = new ArrayList<>();
        room.wake(
                ringing(
                        () -> {
                            throw new IllegalStateException("no bell");
                        }),
                time.nanos());
        room.wake(ringing(() -> rung.add("second")), time.nanos());

        assertThatThrownBy(room::wake).hasMessage("no bell");

        assertThat(rung).containsExactly("second");
    }

    @Test
    void a_closed_room_has_no_alarm_and_is_free_for_other_threads() throws Exception {
        WaitingRoom room = new WaitingRoom(EngineSettings.DEFAULT, time, timer);
        Alarm alarm =
                new Alarm() {
                    @Override
                    void ring(long now, Deliveries deliveries) {}
                };
        room.wake(alarm, time.nanos() + SECOND.toNanos());

        room.close();

        assertThat(armed).containsExactly(1_000L, -1L);
        assertThat(CompletableFuture.supplyAsync(room::untilNextWake).get(60, TimeUnit.SECONDS))
                .isEqualTo(Long.MAX_VALUE);
        room.wake(alarm, time.nanos());
        assertThat(room.untilNextWake()).isZero();
    }

    @Test
    void a_flow_that_is_cancelled_when_it_is_already_served_gives_its_place_back() {
        Scene scene = new Scene(Limits.of("p").tokens("cost").places(2, HOUR));
        scene.comes("both", Map.of("cost", "2"));
        FlowCheck check = check(60_000);
        // The end serves both waiting flows, and the first one cancels the second one.
        scene.comes("a", check, () -> scene.givesUp("b")).comes("b", check);

        scene.ends("both").comes("c", Map.of()).comes("d", Map.of());

        assertThat(scene.admissions()).containsExactly("both@0", "a@0", "c@0");
        assertThat(scene.waits("d")).isTrue();
    }

    @Test
    void a_flow_that_one_scheduler_refuses_waits_at_no_other() {
        Scene scene =
                new Scene(
                        Limits.of("p")
                                .queueTimeout(Duration.ofMillis(300))
                                .places(1, HOUR)
                                .queueTimeout(HOUR)
                                .places(1, HOUR));
        scene.comes("one", Map.of()).comes("two", Map.of()).at(1_000);

        assertThat(scene.refusals()).containsExactly("two@300");
        assertThat(scene.engine.waiting()).isZero();
    }

    @Test
    void a_flow_is_cancelled_only_while_it_waits() {
        Engine engine = engine(Limits.of("p").quota(1, 1, SECOND));
        engine.ask(check(10_000));
        WaitingFlow served = (WaitingFlow) engine.ask(check(10_000));
        WaitingFlow cancelled = (WaitingFlow) engine.ask(check(10_000));

        assertThat(cancelled.cancel(false)).isTrue();
        time.pass(SECOND);
        engine.wake();
        assertThat(served.cancel(false)).isFalse();
        assertThat(served.join().admitted()).isTrue();
    }

    @Test
    void the_room_and_its_queues_are_free_for_other_threads_after_each_call() throws Exception {
        Engine engine = engine(Limits.of("p").quota(1, 1, SECOND));
        engine.ask(check(10_000));
        WaitingFlow[] flow = new WaitingFlow[1];
        List<Runnable> calls =
                List.of(
                        () -> flow[0] = (WaitingFlow) engine.ask(check(10_000)),
                        engine::waiting,
                        engine::untilNextWake,
                        () -> {
                            time.pass(SECOND);
                            engine.wake();
                        },
                        () -> flow[0] = (WaitingFlow) engine.ask(check(10_000)),
                        () -> flow[0].cancel(false));
        for (Runnable call : calls) {
            call.run();

            CompletableFuture.runAsync(
                            () -> {
                                engine.waiting();
                                engine.decide("checkout", Map.of());
                            })
                    .get(60, TimeUnit.SECONDS);
        }
    }
}
