package io.github.aperturecdi.flow.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BreakerTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long TIMEOUT = SECOND / 5;

    private final Breaker breaker = new Breaker(3, Duration.ofSeconds(1));

    /** Near the end of the range, as {@link System#nanoTime()} may be. */
    private long now = Long.MAX_VALUE - SECOND;

    private Breaker.Permit permit() {
        return breaker.permit(now, TIMEOUT);
    }

    private boolean fail() {
        return breaker.failed(permit(), now) == Breaker.Effect.OPENED;
    }

    private void open() {
        fail();
        fail();
        assertThat(fail()).isTrue();
    }

    @Test
    void failures_in_a_row_open_it_and_are_told_once() {
        Breaker.Permit early = permit();
        assertThat(fail()).isFalse();
        assertThat(fail()).isFalse();
        assertThat(fail()).isTrue();
        assertThat(breaker.isOpen()).isTrue();
        assertThat(breaker.failed(early, now)).isEqualTo(Breaker.Effect.NONE);
        assertThat(permit()).isNull();
    }

    @Test
    void a_success_between_failures_keeps_it_closed() {
        for (int i = 0; i < 10; i++) {
            fail();
            fail();
            assertThat(breaker.succeeded(now)).isFalse();
        }
        assertThat(breaker.isOpen()).isFalse();
    }

    @Test
    void what_says_nothing_neither_opens_it_nor_breaks_the_row() {
        fail();
        fail();
        breaker.undecided(permit(), now);
        assertThat(breaker.isOpen()).isFalse();
        assertThat(fail()).isTrue();
    }

    @Test
    void open_it_lets_one_call_through_per_interval() {
        open();
        now += SECOND - 1;
        assertThat(permit()).isNull();
        now += 1;
        Breaker.Permit probe = permit();
        assertThat(probe).isNotNull();
        assertThat(permit()).isNull();
        assertThat(breaker.failed(probe, now)).isEqualTo(Breaker.Effect.KEPT_OPEN);
        now += SECOND - 1;
        assertThat(permit()).isNull();
        now += 1;
        assertThat(permit()).isNotNull();
    }

    @Test
    void a_probe_that_takes_longer_than_the_interval_stays_the_only_one() {
        open();
        now += SECOND;
        Breaker.Permit probe = breaker.permit(now, 10 * SECOND);
        now += 10 * SECOND - 1;
        assertThat(permit()).isNull();
        breaker.failed(probe, now);
        now += SECOND;
        assertThat(permit()).isNotNull();
    }

    @Test
    void a_probe_that_is_never_heard_of_again_is_given_up_after_its_timeout() {
        open();
        now += SECOND;
        assertThat(breaker.permit(now, 2 * SECOND)).isNotNull();
        now += 2 * SECOND;
        assertThat(permit()).isNotNull();
    }

    @Test
    void a_probe_that_says_nothing_makes_way_for_the_next() {
        open();
        now += SECOND;
        breaker.undecided(permit(), now);
        assertThat(permit()).isNotNull();
    }

    @Test
    void the_success_of_a_probe_closes_it_and_is_told_once() {
        open();
        now += SECOND;
        permit();
        assertThat(breaker.succeeded(now)).isTrue();
        assertThat(breaker.succeeded(now)).isFalse();
        assertThat(breaker.isOpen()).isFalse();
        assertThat(fail()).isFalse();
        assertThat(fail()).isFalse();
        assertThat(fail()).isTrue();
    }

    @Test
    void failures_from_before_the_recovery_do_not_open_it_again() {
        Breaker.Permit hanging = permit();
        open();
        now += SECOND;
        permit();
        breaker.succeeded(now);
        for (int i = 0; i < 10; i++) {
            assertThat(breaker.failed(hanging, now)).isEqualTo(Breaker.Effect.NONE);
        }
        assertThat(breaker.isOpen()).isFalse();
    }

    @Test
    void a_late_failure_of_a_call_from_before_does_not_put_off_the_probe() {
        Breaker.Permit hanging = permit();
        open();
        now += SECOND / 2;
        breaker.failed(hanging, now);
        now += SECOND / 2;
        assertThat(permit()).isNotNull();
    }

    @Test
    void open_it_would_give_leave_when_the_next_probe_is_due() {
        assertThat(breaker.permits(now)).isTrue();
        open();
        assertThat(breaker.permits(now)).isFalse();
        now += SECOND;
        assertThat(breaker.permits(now)).isTrue();
        // Asking for it took none.
        assertThat(permit()).isNotNull();
        assertThat(breaker.permits(now)).isFalse();
        breaker.succeeded(now);
        assertThat(breaker.permits(now)).isTrue();
    }

    @Test
    void an_answer_is_remembered_for_an_interval() {
        assertThat(breaker.answeredLately(now)).isFalse();
        breaker.succeeded(now);
        now += SECOND - 1;
        assertThat(breaker.answeredLately(now)).isTrue();
        now += 1;
        assertThat(breaker.answeredLately(now)).isFalse();
    }
}
