package io.github.aperturecdi.embedded.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.aperturecdi.embedded.internal.policy.Policy;
import io.github.aperturecdi.embedded.store.Counter;
import io.github.aperturecdi.embedded.store.Faults;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tokens of refused flows go back to where they were taken: to the store, or to this JVM. */
class SharedGiveBackTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration WAY = Duration.ofNanos(500_000);
    private static final Map<String, String> ALICE = Map.of("user", "alice");

    /** Every operation that is done meanwhile fails. */
    private static void failNext(Instances one, String flow) {
        one.comes(0, flow, ALICE);
        one.server.suffer(new Faults(500_000, 500_000, 0, 0, 0, 1, 0, 0));
        one.pass(WAY);
        one.server.suffer(Faults.latency(500_000, 500_000));
        one.pass(Duration.ofSeconds(1));
    }

    @Test
    void the_store_gets_no_tokens_of_a_limiter_back_that_were_taken_in_this_jvm() {
        Policy policy = Limits.of("p").rate(10, 1, HOUR).by("user").rate(1, 1, HOUR).policy();
        Instances one = new Instances(1, policy);
        one.comes(0, "first", ALICE).pass(Duration.ofSeconds(1));

        failNext(one, "second");

        assertThat(one.admitted("first")).isTrue();
        assertThat(one.admitted("second")).isFalse();
        assertThat(one.server.available(new Counter("p", "root.0", "default")))
                .isCloseTo(9, within(0.1));
    }

    @Test
    void the_store_gets_no_tokens_of_a_scheduler_back_that_were_taken_in_this_jvm() {
        Policy policy = Limits.of("p").quota(10, 1, HOUR).by("user").quota(1, 1, HOUR).policy();
        Instances one = new Instances(1, policy);
        one.comes(0, "first", ALICE).pass(Duration.ofSeconds(1));

        failNext(one, "second");

        assertThat(one.admitted("first")).isTrue();
        assertThat(one.admitted("second")).isFalse();
        assertThat(one.server.available(new Counter("p", "root.0", "default")))
                .isCloseTo(9, within(0.1));
    }

    @Test
    void the_store_gets_the_tokens_of_a_refused_flow_back_that_were_taken_there() {
        Policy policy = Limits.of("p").rate(10, 1, HOUR).by("user").rate(1, 1, HOUR).policy();
        Instances one = new Instances(1, policy);

        one.comes(0, "first", ALICE).pass(Duration.ofSeconds(1));
        one.comes(0, "second", ALICE).pass(Duration.ofSeconds(1));

        assertThat(one.admitted("second")).isFalse();
        assertThat(one.server.available(new Counter("p", "root.0", "default")))
                .isCloseTo(9, within(0.1));
    }
}
