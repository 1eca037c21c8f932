package io.github.aperturecdi.flow.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status.Code;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a peer gets of a method that it has refused, by a clock of the test's. */
class ServedTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    /** Near the end of the range, as {@link System#nanoTime()} may be. */
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - SECOND);

    private final AtomicInteger connection = new AtomicInteger(1);
    private final List<Code> said = new ArrayList<>();
    private final AtomicInteger knocks = new AtomicInteger();
    private Code peer = Code.OK;
    private final Served served =
            new Served(
                    "FlowEnd",
                    new Served.Connection(
                            connection::get, now::get, (method, code) -> said.add(code)),
                    told -> {
                        knocks.incrementAndGet();
                        told.accept(peer);
                    });

    /** Whether a call is sent to the peer, which answers it. */
    private boolean sent() {
        AtomicInteger sent = new AtomicInteger();
        served.call(
                10_000,
                told -> {
                    sent.incrementAndGet();
                    told.accept(peer);
                },
                () -> {});
        return sent.get() == 1;
    }

    private void refuseOnce(Code code) {
        peer = code;
        sent();
        peer = Code.OK;
    }

    @ParameterizedTest
    @EnumSource(
            value = Code.class,
            names = {"UNAUTHENTICATED", "PERMISSION_DENIED", "UNIMPLEMENTED"})
    void a_refusal_that_passes_stops_calls_for_a_second(Code passing) {
        assertThat(sent()).isTrue();
        refuseOnce(passing);
        assertThat(sent()).isFalse();
        now.addAndGet(SECOND);
        assertThat(sent()).isTrue();
        assertThat(sent()).isTrue();
        assertThat(said).containsExactly(passing);
    }

    @Test
    void a_refusal_that_stays_is_looked_at_less_and_less_often_up_to_ten_minutes() {
        assertThat(sent()).isTrue();
        refuseOnce(Code.UNIMPLEMENTED);
        peer = Code.UNIMPLEMENTED;
        int first = knocks.get();
        for (int i = 0; i < 3_600; i++) {
            now.addAndGet(SECOND);
            assertThat(sent()).isFalse();
        }
        // After 1, 2, 4, ... 512 seconds, and four times after 600.
        assertThat(knocks.get() - first).isBetween(13, 15);
        assertThat(said).hasSize(1);
    }

    @Test
    void refusals_of_calls_that_were_under_way_together_are_one() {
        assertThat(sent()).isTrue();
        List<Consumer<Code>> underWay = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            served.call(10_000, underWay::add, () -> {});
        }
        underWay.forEach(told -> told.accept(Code.UNAUTHENTICATED));
        now.addAndGet(SECOND);
        assertThat(sent()).isTrue();
    }

    @Test
    void a_refusal_that_comes_and_goes_is_said_once_for_a_connection() {
        for (int i = 0; i < 10; i++) {
            assertThat(sent()).isTrue();
            refuseOnce(Code.UNAUTHENTICATED);
            now.addAndGet(SECOND);
        }
        assertThat(said).hasSize(1);
        connection.incrementAndGet();
        assertThat(sent()).isTrue();
        refuseOnce(Code.UNAUTHENTICATED);
        assertThat(said).hasSize(2);
    }

    @Test
    void an_answer_of_an_earlier_connection_says_nothing_about_this_one() {
        List<Consumer<Code>> underWay = new ArrayList<>();
        served.call(10, underWay::add, () -> {});
        served.call(10, underWay::add, () -> {});
        connection.incrementAndGet();
        underWay.get(0).accept(Code.OK);
        assertThat(sent()).isTrue();
        assertThat(knocks).as("the peer was asked first").hasValue(1);
        underWay.get(1).accept(Code.UNIMPLEMENTED);
        assertThat(said).isEmpty();
        assertThat(sent()).isTrue();
        assertThat(knocks).hasValue(1);
    }

    @Test
    void a_call_that_waited_for_an_earlier_connection_is_sent_when_this_one_serves_it() {
        List<Consumer<Code>> knocked = new ArrayList<>();
        Served waits =
                new Served(
                        "FlowEnd",
                        new Served.Connection(connection::get, now::get, (method, code) -> {}),
                        knocked::add);
        AtomicInteger sent = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        waits.call(10_000, told -> sent.incrementAndGet(), refused::incrementAndGet);
        connection.incrementAndGet();
        knocked.get(0).accept(Code.OK);
        assertThat(sent).hasValue(0);
        knocked.get(1).accept(Code.OK);
        assertThat(sent).hasValue(1);
        assertThat(refused).hasValue(0);
    }
}
