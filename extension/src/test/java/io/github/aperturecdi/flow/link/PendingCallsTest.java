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
        CancellableContext call = Context.ROOT.withCancellation();
        call.addListener(ended -> calls.end(call), Runnable::run);
        calls.begin(call);
        calls.left(call, 1, Duration.ofDays(1));
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
}
