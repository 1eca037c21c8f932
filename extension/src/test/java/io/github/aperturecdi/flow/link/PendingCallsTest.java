package io.github.aperturecdi.flow.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls that go on without their callers, on a connection that takes a bounded number at once. */
class PendingCallsTest {

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger connection = new AtomicInteger(1);
    private final PendingCalls calls = new PendingCalls(timer, connection::get);

    @AfterEach
    void close() {
        timer.shutdownNow();
    }

    private List<CancellableContext> left(int number) {
        return IntStream.range(0, number).mapToObj(i -> left()).toList();
    }

    private CancellableContext left() {
        CancellableContext call = waiting(true);
        calls.left(call, 1, Duration.ofDays(1));
        return call;
    }

    private CancellableContext waiting(boolean sent) {
        CancellableContext call = Context.ROOT.withCancellation();
        call.addListener(ended -> calls.end(call), Runnable::run);
        calls.begin(call, () -> sent);
        return call;
    }

    @Test
    void a_call_that_is_held_up_ends_the_latest_half_of_them() {
        List<CancellableContext> all = left(100);
        calls.heldUp();
        assertThat(all.subList(0, 50)).noneMatch(Context::isCancelled);
        assertThat(all.subList(50, 100)).allMatch(Context::isCancelled);
        assertThat(calls.leftBehind()).isEqualTo(50);
    }

    @Test
    void no_more_than_the_other_half_go_on_as_long_as_the_connection_lasts() {
        left(100);
        calls.heldUp();
        assertThat(left().isCancelled()).isTrue();
        connection.incrementAndGet();
        assertThat(left(100)).noneMatch(Context::isCancelled);
    }

    @Test
    void where_one_call_is_all_that_a_connection_takes_none_goes_on() {
        CancellableContext only = left();
        calls.heldUp();
        assertThat(only.isCancelled()).isTrue();
        assertThat(left().isCancelled()).isTrue();
    }

    @Test
    void a_connection_that_is_full_of_waiting_callers_keeps_room_for_late_answers() {
        List<CancellableContext> waiting =
                IntStream.range(0, 100).mapToObj(i -> waiting(true)).toList();
        calls.heldUp();
        waiting.forEach(calls::end);
        assertThat(left(50)).noneMatch(Context::isCancelled);
    }

    @Test
    void callers_that_wait_count_for_the_bound_and_those_whose_calls_were_not_sent_do_not() {
        List<CancellableContext> all = left(60);
        for (int i = 0; i < 40; i++) {
            waiting(true);
        }
        for (int i = 0; i < 1_000; i++) {
            waiting(false);
        }
        calls.heldUp();
        assertThat(all.subList(0, 50)).noneMatch(Context::isCancelled);
        assertThat(all.subList(50, 60)).allMatch(Context::isCancelled);
        assertThat(left().isCancelled()).isTrue();
    }

    @Test
    void many_calls_that_are_held_up_do_not_count_all_others_each_time() {
        AtomicInteger looks = new AtomicInteger();
        left(40);
        for (int i = 0; i < 1_000; i++) {
            boolean sent = i < 60;
            calls.begin(
                    Context.ROOT.withCancellation(),
                    () -> {
                        looks.incrementAndGet();
                        return sent;
                    });
        }
        for (int i = 0; i < 1_000; i++) {
            calls.heldUp();
        }
        assertThat(looks).hasValue(1_000);
        assertThat(calls.leftBehind()).isEqualTo(40);
    }

    /** The free places are taken again. */
    @Test
    void many_calls_that_are_held_up_end_no_more_than_one_does() {
        left(60);
        for (int i = 0; i < 40; i++) {
            waiting(true);
        }
        calls.heldUp();
        for (int i = 0; i < 10; i++) {
            waiting(true);
        }
        for (int i = 0; i < 100; i++) {
            calls.heldUp();
        }
        assertThat(calls.leftBehind()).isEqualTo(50);
    }
}
