package io.github.aperturecdi.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BreakerTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final String AT = "checkout";

    private final Breaker breaker = new Breaker(3, Duration.ofSeconds(1));

    /** Near the end of the range, as {@link System#nanoTime()} may be. */
    private long now = Long.MAX_VALUE - SECOND;

    private Breaker.Permit permit() {
        return breaker.permit(AT, now);
    }

    private boolean fail() {
        return breaker.failed(permit(), AT, now) == Breaker.Effect.OPENED;
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
        assertThat(breaker.failed(early, AT, now)).isEqualTo(Breaker.Effect.NONE);
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
        breaker.undecided(permit(), AT, now);
        assertThat(breaker.isOpen()).isFalse();
        assertThat(fail()).isTrue();
    }

    @Test
    void late_answers_close_it_less_and_less_often_until_one_comes_in_time() {
        for (long pause : new long[] {0, SECOND, 2 * SECOND, 4 * SECOND}) {
            open();
            if (pause > 0) {
                now += pause - 1;
                assertThat(breaker.answeredLate(now)).isFalse();
                now++;
            }
            assertThat(breaker.answeredLate(now)).isTrue();
            assertThat(breaker.answeredLate(now)).isFalse();
        }
        breaker.succeeded(now);
        open();
        assertThat(breaker.answeredLate(now)).isTrue();
    }

    @Test
    void late_answers_do_not_break_a_row_of_failures() {
        fail();
        fail();
        breaker.answeredLate(now);
        assertThat(breaker.answeredLately(now)).isFalse();
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
        assertThat(breaker.failed(probe, AT, now)).isEqualTo(Breaker.Effect.KEPT_OPEN);
        now += SECOND - 1;
        assertThat(permit()).isNull();
        now += 1;
        assertThat(permit()).isNotNull();
    }

    @Test
    void a_probe_that_takes_longer_than_the_interval_does_not_put_off_the_next() {
        open();
        now += SECOND;
        Breaker.Permit probe = permit();
        now += SECOND;
        assertThat(permit()).isNotNull();
        now += SECOND / 2;
        breaker.failed(probe, AT, now);
        now += SECOND / 2;
        assertThat(permit()).isNotNull();
    }

    @Test
    void open_it_holds_back_those_only_whose_own_calls_have_failed() {
        open();
        for (int i = 0; i < 10; i++) {
            assertThat(breaker.permit("search", now)).isNotNull();
        }
        assertThat(permit()).isNull();
    }

    @Test
    void open_it_holds_back_another_one_after_its_first_failure() {
        open();
        Breaker.Permit search = breaker.permit("search", now);
        assertThat(breaker.failed(search, "search", now)).isEqualTo(Breaker.Effect.KEPT_OPEN);
        assertThat(breaker.permit("search", now)).isNull();
        now += SECOND;
        assertThat(breaker.permit("search", now)).isNotNull();
    }

    @Test
    void probes_of_one_take_none_from_another() {
        open();
        breaker.failed(breaker.permit("search", now), "search", now);
        for (int i = 0; i < 5; i++) {
            now += SECOND;
            assertThat(permit()).isNotNull();
            assertThat(breaker.permit("search", now)).isNotNull();
        }
    }

    @Test
    void calls_from_before_that_fail_after_it_opened_hold_their_own_back() {
        Breaker.Permit early = breaker.permit("search", now);
        open();
        assertThat(breaker.failed(early, "search", now)).isEqualTo(Breaker.Effect.NONE);
        assertThat(breaker.permit("search", now)).isNull();
    }

    @Test
    void past_a_thousand_names_the_others_share_their_probes() {
        open();
        for (int i = 0; i < 2 * FirstOfEach.MAX; i++) {
            String name = "made-up-" + i;
            Breaker.Permit made = breaker.permit(name, now);
            if (made != null) {
                breaker.failed(made, name, now);
            }
        }
        assertThat(breaker.permit("one more", now)).isNull();
        now += SECOND;
        assertThat(breaker.permit("one more", now)).isNotNull();
        assertThat(breaker.permit("and another", now)).isNull();
    }

    @Test
    void an_answer_to_one_control_point_lets_all_send_checks_again() {
        open();
        breaker.failed(breaker.permit("search", now), "search", now);
        assertThat(breaker.succeeded(now)).isTrue();
        assertThat(permit()).isNotNull();
        assertThat(breaker.permit("search", now)).isNotNull();
    }

    @Test
    void a_probe_that_says_nothing_makes_way_for_the_next() {
        open();
        now += SECOND;
        breaker.undecided(permit(), AT, now);
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
            assertThat(breaker.failed(hanging, AT, now)).isEqualTo(Breaker.Effect.NONE);
        }
        assertThat(breaker.isOpen()).isFalse();
    }

    @Test
    void a_late_failure_of_a_call_from_before_does_not_put_off_the_probe() {
        Breaker.Permit hanging = permit();
        open();
        now += SECOND / 2;
        breaker.failed(hanging, AT, now);
        now += SECOND / 2;
        assertThat(permit()).isNotNull();
    }

    /** A probe waits for a moment only, and the other calls wait for their timeouts. */
    @Test
    void a_call_that_was_permitted_before_the_breaker_opened_is_no_probe() {
        Breaker.Permit before = permit();
        open();
        assertThat(before.isProbe()).isFalse();
        assertThat(breaker.permit("search", now).isProbe()).isFalse();
        now += SECOND;
        assertThat(permit().isProbe()).isTrue();
        breaker.succeeded(now);
        assertThat(permit().isProbe()).isFalse();
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

    @Test
    void a_failure_that_changes_nothing_says_so() {
        assertThat(breaker.failed(permit(), AT, now)).isEqualTo(Breaker.Effect.NONE);
    }

    /** It has not failed since. */
    @Test
    void an_answer_is_forgotten_for_no_control_point_when_another_one_opens_it_again() {
        open();
        breaker.succeeded(now);
        for (int i = 0; i < 3; i++) {
            breaker.failed(breaker.permit("search", now), "search", now);
        }
        assertThat(breaker.isOpen()).isTrue();
        assertThat(breaker.permit("search", now)).isNull();
        assertThat(permit()).isNotNull();
    }

    @Test
    void the_first_failure_of_a_row_is_probed_no_earlier_than_the_last() {
        fail();
        now += SECOND / 2;
        fail();
        fail();
        now += SECOND - 1;
        assertThat(permit()).isNull();
        now += 1;
        assertThat(permit()).isNotNull();
    }

    /** Readings of the clock may be negative. */
    @Test
    void a_probe_that_says_nothing_makes_way_before_the_clocks_zero_as_well() {
        now = -10 * SECOND;
        open();
        now += SECOND;
        breaker.undecided(permit(), AT, now);
        assertThat(permit()).isNotNull();
    }

    @Test
    void the_thousand_and_first_name_shares_its_probes() {
        open();
        for (int i = 1; i < FirstOfEach.MAX; i++) {
            String name = "made-up-" + i;
            breaker.failed(breaker.permit(name, now), name, now);
        }
        breaker.failed(breaker.permit("one more", now), "one more", now);
        assertThat(breaker.permit("and another", now)).isNull();
    }

    /** A caller that asks for a tenth of a second, where others would wait for two seconds. */
    private Breaker.Effect giveUp() {
        Breaker.Permit permit = permit();
        long began = now;
        now += SECOND / 10;
        return breaker.gaveUp(permit, AT, began, 2 * SECOND, now);
    }

    @Test
    void callers_that_give_up_open_it_once_no_call_was_answered_for_longer_than_the_timeout() {
        for (int i = 0; i < 20; i++) {
            assertThat(giveUp()).isEqualTo(Breaker.Effect.NONE);
        }
        assertThat(giveUp()).isEqualTo(Breaker.Effect.OPENED);
        assertThat(permit()).isNull();
    }

    /** Who is limited must not be undecided by giving up early. */
    @Test
    void callers_that_give_up_never_open_it_while_the_agent_answers_others() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(giveUp()).isEqualTo(Breaker.Effect.NONE);
            if (i % 15 == 14) {
                breaker.succeeded(now);
            }
        }
        assertThat(breaker.isOpen()).isFalse();
    }

    @Test
    void callers_that_give_up_at_once_do_not_open_it_however_many_they_are() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(breaker.gaveUp(permit(), AT, now, 2 * SECOND, ++now))
                    .isEqualTo(Breaker.Effect.NONE);
        }
        assertThat(breaker.isOpen()).isFalse();
    }

    @Test
    void two_callers_that_give_up_do_not_open_it_after_whatever_time() {
        giveUp();
        now += 4 * SECOND;
        assertThat(giveUp()).isEqualTo(Breaker.Effect.NONE);
    }

    private Breaker.Effect giveUp(long began, long at) {
        return breaker.gaveUp(breaker.permit(AT, began), AT, began, 2 * SECOND, at);
    }

    @Test
    void callers_that_give_up_open_it_although_the_agent_answered_before_they_began() {
        breaker.succeeded(10 * SECOND);
        long began = 10 * SECOND + 1;
        assertThat(giveUp(began, 13 * SECOND)).isEqualTo(Breaker.Effect.NONE);
        assertThat(giveUp(began, 13 * SECOND)).isEqualTo(Breaker.Effect.NONE);
        assertThat(giveUp(began, 13 * SECOND)).isEqualTo(Breaker.Effect.OPENED);
    }

    @Test
    void an_answer_at_the_moment_when_they_began_says_that_the_agent_is_there() {
        breaker.succeeded(10 * SECOND);
        for (int i = 0; i < 10; i++) {
            assertThat(giveUp(10 * SECOND, 14 * SECOND)).isEqualTo(Breaker.Effect.NONE);
        }
        assertThat(breaker.isOpen()).isFalse();
    }

    @Test
    void callers_that_begin_five_seconds_after_the_last_gave_up_count_together_and_no_later_ones() {
        assertThat(giveUp(10 * SECOND, 11 * SECOND)).isEqualTo(Breaker.Effect.NONE);
        assertThat(giveUp(16 * SECOND, 17 * SECOND)).isEqualTo(Breaker.Effect.NONE);
        assertThat(giveUp(22 * SECOND + 1, 23 * SECOND)).isEqualTo(Breaker.Effect.NONE);
        assertThat(giveUp(28 * SECOND, 29 * SECOND)).isEqualTo(Breaker.Effect.NONE);
        assertThat(giveUp(34 * SECOND, 35 * SECOND)).isEqualTo(Breaker.Effect.OPENED);
    }

    @Test
    void the_agent_is_silent_when_it_has_been_so_for_longer_than_the_timeout() {
        long began = 10 * SECOND;
        giveUp(began, 11 * SECOND);
        giveUp(began, 11 * SECOND);
        assertThat(giveUp(began, 12 * SECOND)).isEqualTo(Breaker.Effect.NONE);
        assertThat(giveUp(began, 12 * SECOND + 1)).isEqualTo(Breaker.Effect.OPENED);
    }

    /** It says nothing about the agent after that. */
    @Test
    void an_answer_from_before_a_late_one_does_not_bring_the_next_late_one_forward() {
        now = 10 * SECOND;
        breaker.succeeded(now);
        open();
        now += SECOND;
        assertThat(breaker.answeredLate(now)).isTrue();
        open();
        assertThat(breaker.answeredLate(now)).isFalse();
    }

    /** Between them there was no question. */
    @Test
    void callers_that_give_up_now_and_then_do_not_open_it() {
        for (int i = 0; i < 100; i++) {
            assertThat(giveUp()).isEqualTo(Breaker.Effect.NONE);
            now += 6 * SECOND;
        }
        assertThat(breaker.isOpen()).isFalse();
    }

    @Test
    void an_answer_that_came_after_the_caller_began_says_that_the_agent_is_there() {
        for (int i = 0; i < 100; i++) {
            Breaker.Permit permit = permit();
            long began = now;
            breaker.succeeded(now);
            now += 3 * SECOND;
            assertThat(breaker.gaveUp(permit, AT, began, 2 * SECOND, now))
                    .isEqualTo(Breaker.Effect.NONE);
        }
        assertThat(breaker.isOpen()).isFalse();
    }

    /** Else each caller would be asked for, and refused. */
    @Test
    void a_probe_whose_caller_gives_up_makes_no_way_while_it_is_open() {
        open();
        now += SECOND;
        assertThat(giveUp()).isEqualTo(Breaker.Effect.KEPT_OPEN);
        assertThat(permit()).isNull();
        now += SECOND;
        assertThat(permit()).isNotNull();
    }

    /** It has lost nothing but its own call. */
    @Test
    void a_caller_that_gives_up_while_it_is_open_does_not_stop_its_control_point() {
        open();
        Breaker.Permit search = breaker.permit("search", now);
        long began = now;
        now += SECOND / 10;
        assertThat(breaker.gaveUp(search, "search", began, 2 * SECOND, now))
                .isEqualTo(Breaker.Effect.NONE);
        assertThat(breaker.permit("search", now)).isNotNull();
        assertThat(breaker.permit("search", now).isProbe()).isFalse();
    }

    @Test
    void callers_that_give_up_while_it_is_open_stop_their_control_point_once_the_agent_is_silent() {
        open();
        for (int i = 0; i < 21; i++) {
            Breaker.Permit search = breaker.permit("search", now);
            assertThat(search).as("caller %s", i).isNotNull();
            long began = now;
            now += SECOND / 10;
            assertThat(breaker.gaveUp(search, "search", began, 2 * SECOND, now))
                    .isEqualTo(i < 20 ? Breaker.Effect.NONE : Breaker.Effect.KEPT_OPEN);
        }
        assertThat(breaker.permit("search", now)).isNull();
    }

    @Test
    void an_answer_closes_it_after_callers_that_gave_up_and_their_count_begins_anew() {
        for (int i = 0; i < 21; i++) {
            giveUp();
        }
        assertThat(breaker.succeeded(now)).isTrue();
        for (int i = 0; i < 20; i++) {
            assertThat(giveUp()).isEqualTo(Breaker.Effect.NONE);
        }
        assertThat(breaker.isOpen()).isFalse();
    }
}
