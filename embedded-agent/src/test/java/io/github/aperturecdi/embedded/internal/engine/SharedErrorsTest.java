package io.github.aperturecdi.embedded.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.embedded.internal.policy.Policy;
import io.github.aperturecdi.embedded.store.Counter;
import io.github.aperturecdi.embedded.store.Faults;
import io.github.aperturecdi.flow.spi.StoreFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that answers, but with errors, or too late; and what instances do about it. */
class SharedErrorsTest {

    private static final Duration MILLI = Duration.ofMillis(1);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Map<String, String> ALICE = Map.of("user", "alice");
    private static final Map<String, String> BOB = Map.of("user", "bob");
    private static final Counter PLACES_OF_ALICE = new Counter("p", "root.0", "user:alice");

    private static final Logger LOG = Logger.getLogger(Engine.class.getName());

    private final List<String> messages = new ArrayList<>();
    private final Handler handler =
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

    @BeforeEach
    void listen() {
        LOG.addHandler(handler);
    }

    @AfterEach
    void listenNoMore() {
        LOG.removeHandler(handler);
    }

    private static Policy concurrency() {
        return Limits.of("p").by("user").concurrency(1_000, HOUR).policy();
    }

    /**
     * An instance after these flows of Alice. The server has counted them and refuses their ends.
     */
    private static Instances withRefusedEnds(int flows) {
        Instances one = new Instances(1, concurrency());
        for (int i = 0; i < flows; i++) {
            one.comes(0, "a" + i, ALICE);
        }
        one.pass(SECOND);
        one.server.breaks(PLACES_OF_ALICE);
        for (int i = 0; i < flows; i++) {
            one.ends(0, "a" + i);
        }
        return one.pass(SECOND);
    }

    /** Closes an instance, and lets time pass until the condition holds. */
    private static void closesUntil(Instances one, BooleanSupplier condition) {
        Thread closing = new Thread(() -> one.engines.get(0).close());
        closing.setDaemon(true);
        closing.start();
        await().until(
                        () -> {
                            one.pass(MILLI);
                            return condition.getAsBoolean();
                        });
    }

    @Test
    void a_flow_that_was_admitted_uncounted_leaves_no_end_to_be_told() {
        Instances one =
                new Instances(1, Limits.of("p").places(1, HOUR).policy(), StoreFailure.ADMIT);

        one.server.stop(false);
        for (int i = 0; i < 300; i++) {
            one.comes(0, "a" + i, ALICE).ends(0, "a" + i);
        }
        one.server.start(0);
        one.pass(SECOND);

        assertThat(one.admissions()).isEqualTo(300);
        assertThat(one.server.operations()).isLessThanOrEqualTo(5);
    }

    @Test
    void ends_that_the_server_refuses_do_not_multiply_the_requests_of_others() {
        Instances one = withRefusedEnds(50);

        long before = one.server.operations();
        for (int i = 0; i < 100; i++) {
            one.comes(0, "b" + i, BOB).pass(Duration.ofMillis(5));
        }

        assertThat(one.server.operations() - before).isLessThan(300);
    }

    @Test
    void ends_that_the_server_refuses_are_not_told_over_and_over() {
        Instances one = withRefusedEnds(600);

        long before = one.server.operations();
        one.server.stop(false);
        one.server.start(0);
        one.pass(SECOND);

        assertThat(one.server.operations() - before).isLessThanOrEqualTo(600);
    }

    @Test
    void an_end_is_not_told_any_more_when_its_place_has_expired() {
        Policy policy = Limits.of("p").by("user").concurrency(1_000, SECOND).policy();
        Instances one = new Instances(1, policy);
        for (int i = 0; i < 50; i++) {
            one.comes(0, "a" + i, ALICE);
        }
        one.pass(Duration.ofMillis(100));
        one.server.stop(false);
        for (int i = 0; i < 50; i++) {
            one.ends(0, "a" + i);
        }
        one.pass(Duration.ofSeconds(2));

        long before = one.server.operations();
        one.server.start(0);
        one.pass(SECOND);

        assertThat(one.server.operations() - before).isZero();
    }

    @Test
    void a_store_that_refuses_some_of_the_questions_is_named_in_the_log() {
        Instances one = new Instances(1, concurrency());
        one.server.breaks(PLACES_OF_ALICE);

        for (int i = 0; i < 100; i++) {
            one.comes(0, "a" + i, ALICE).comes(0, "b" + i, BOB).pass(Duration.ofMillis(5));
        }

        assertThat(messages)
                .singleElement()
                .asString()
                .contains("APERTURE-274", "answered with an error", "simulated");
    }

    @Test
    void a_store_that_answers_too_late_is_named_in_the_log() {
        Instances one = new Instances(1, concurrency());
        one.server.suffer(Faults.latency(150_000_000, 150_000_000));

        for (int i = 0; i < 100; i++) {
            one.comes(0, "a" + i, ALICE).pass(Duration.ofMillis(50));
        }

        assertThat(messages)
                .singleElement()
                .asString()
                .contains("APERTURE-274", "no answer in time");
    }

    @Test
    void a_lost_connection_is_told_once() {
        Instances one = new Instances(1, concurrency());
        for (int i = 0; i < 100; i++) {
            one.comes(0, "a" + i, ALICE);
        }
        one.server.stop(false);
        one.pass(SECOND);

        assertThat(messages).singleElement().asString().contains("APERTURE-272");
    }

    @Test
    void a_stopped_instance_gives_back_a_lease_whose_answer_is_under_way() {
        Instances one =
                new Instances(1, Limits.of("p").by("user").lazyRate(100, 1, HOUR, 4).policy());
        one.comes(0, "a", ALICE).pass(MILLI);
        one.comes(0, "b", ALICE).pass(HOUR.dividedBy(2));
        one.server.suffer(Faults.latency(50_000_000, 50_000_000));
        one.comes(0, "c", ALICE);
        assertThat(one.isWaiting("c")).isTrue();
        one.givesUp("c");

        closesUntil(one, () -> one.server.available(PLACES_OF_ALICE) >= 98);
    }

    @Test
    void an_instance_that_stops_while_the_store_refuses_questions_gives_its_places_back() {
        Instances one = new Instances(1, concurrency());
        one.comes(0, "a", ALICE).pass(SECOND);
        one.server.breaks(new Counter("p", "root.0", "user:bob"));
        for (int i = 0; i < 10; i++) {
            one.comes(0, "b" + i, BOB).pass(MILLI);
        }
        assertThat(messages).singleElement().asString().contains("APERTURE-272");

        closesUntil(one, () -> one.server.inFlight(PLACES_OF_ALICE) == 0);
    }

    @Test
    void tokens_of_a_flow_that_another_limiter_refuses_go_back_to_the_lease() {
        Policy policy =
                Limits.of("p")
                        .by("user")
                        .lazyRate(100, 1, HOUR, 4)
                        .lazyRate(2, 1, HOUR, 4)
                        .policy();
        Instances one = new Instances(1, policy);

        for (int i = 0; i < 200; i++) {
            one.comes(0, "a" + i, ALICE).pass(MILLI);
        }

        assertThat(one.admissions()).isEqualTo(2);
        assertThat(one.server.operations()).isLessThan(30);
        one.pass(HOUR.dividedBy(2));
        assertThat(one.server.available(PLACES_OF_ALICE)).as("nothing is lost").isGreaterThan(98);
    }

    @Test
    void a_token_that_comes_back_to_a_refused_lease_admits_the_next_flow() {
        Policy policy =
                Limits.of("p")
                        .by("user")
                        .lazyRate(9, 1, HOUR, 4)
                        .by("tenant")
                        .rate(1, 1, HOUR)
                        .policy();
        Instances one = new Instances(1, policy);

        for (int i = 0; i < 40; i++) {
            one.comes(0, "refused" + i, Map.of("user", "alice", "tenant", "spent"));
            one.comes(0, "next" + i, Map.of("user", "alice", "tenant", "t" + i));
            one.pass(MILLI);
        }
        one.comes(0, "last", Map.of("user", "alice", "tenant", "last")).pass(MILLI);

        assertThat(one.admissions()).isEqualTo(9);
    }

    @Test
    void with_a_store_the_log_says_that_values_past_the_bound_still_count_one_by_one() {
        for (Limits limits :
                List.of(
                        Limits.of("p").by("user").rate(1, 1, HOUR),
                        Limits.of("p").by("user").concurrency(1, HOUR),
                        Limits.of("p").by("user").places(1, HOUR),
                        Limits.of("p").by("user").quota(1, 1, HOUR))) {
            messages.clear();
            Instances one = new Instances(1, limits.policy(), StoreFailure.LOCAL, 1);

            for (int i = 0; i < 5; i++) {
                one.comes(0, "a" + i, Map.of("user", "u" + i)).pass(MILLI);
            }

            assertThat(one.admissions()).isEqualTo(5);
            assertThat(messages)
                    .singleElement()
                    .asString()
                    .contains("APERTURE-270", "one by one")
                    .doesNotContain("limits new values together");
        }
    }

    @Test
    void a_flow_may_end_in_an_instance_with_another_version_of_the_policy() {
        Instances two = new Instances(2, Limits.of("p").by("user").concurrency(1, HOUR).policy());

        two.comes(0, "a", ALICE).pass(MILLI);
        LimiterDecision decision = two.outcome("a").decisions().get(0);
        LimiterId unknownHere = new LimiterId("p", "another version", "root.0");
        two.engines.get(1).endAnywhere(unknownHere, decision.label(), decision.requestId());
        two.pass(MILLI);

        assertThat(two.server.inFlight(PLACES_OF_ALICE)).isZero();
    }
}
