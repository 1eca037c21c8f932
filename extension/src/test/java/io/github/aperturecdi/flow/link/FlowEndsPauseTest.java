package io.github.aperturecdi.flow.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.proto.check.v1.FlowEndRequest;
import io.github.aperturecdi.proto.check.v1.FlowEndResponse;
import io.github.aperturecdi.proto.check.v1.InflightRequestRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The calls of a busy link, which begin some time after each other. */
class FlowEndsPauseTest {

    private static final ReturnedTokens ALL =
            ReturnedTokens.of(FlowEndResponse.getDefaultInstance());

    private long now;
    private final List<FlowEndRequest> requests = new ArrayList<>();
    private final List<Consumer<ReturnedTokens>> answers = new ArrayList<>();
    private final List<Runnable> later = new ArrayList<>();
    private final List<Long> pauses = new ArrayList<>();
    private final List<String> ended = new ArrayList<>();

    private FlowEnds ends(boolean coalesce, FlowEnds.Later timer) {
        return new FlowEnds(
                (request, answer) -> {
                    requests.add(request);
                    answers.add(answer);
                },
                (flow, givenBack) -> ended.add(Ends.requestId(flow) + (givenBack ? "" : " kept")),
                coalesce,
                timer,
                () -> now);
    }

    private FlowEnds ends() {
        return ends(
                true,
                (task, nanos) -> {
                    later.add(task);
                    pauses.add(nanos);
                });
    }

    private static List<String> ids(FlowEndRequest request) {
        return request.getInflightRequestsList().stream()
                .map(InflightRequestRef::getRequestId)
                .toList();
    }

    @Test
    void ends_soon_after_a_call_wait_for_the_next_and_travel_together() {
        FlowEnds ends = ends();
        ends.end(Ends.holding("a", "1"));
        answers.get(0).accept(ALL);
        now += 100;
        ends.end(Ends.holding("a", "2"));
        ends.end(Ends.holding("b", "3"));
        ends.end(Ends.holding("a", "4"));
        assertThat(requests).hasSize(1);
        assertThat(pauses).containsExactly(FlowEnds.PAUSE.toNanos() - 100);
        later.get(0).run();
        assertThat(requests.subList(1, 3))
                .extracting(FlowEndsPauseTest::ids)
                .containsExactlyInAnyOrder(List.of("2", "4"), List.of("3"));
        answers.get(1).accept(ALL);
        answers.get(2).accept(ALL);
        assertThat(ended).containsExactlyInAnyOrder("1", "2", "3", "4");
        assertThat(ends.pending()).isZero();
    }

    @Test
    void the_timer_leaves_the_ends_to_other_threads() throws Exception {
        FlowEnds ends = ends();
        ends.end(Ends.holding("a", "1"));
        answers.get(0).accept(ALL);
        ends.end(Ends.holding("a", "2"));
        later.get(0).run();
        assertThat(CompletableFuture.supplyAsync(ends::pending).get(60, TimeUnit.SECONDS)).isOne();
    }

    @Test
    void an_end_after_the_pause_is_sent_at_once() {
        FlowEnds ends = ends();
        ends.end(Ends.holding("a", "1"));
        answers.get(0).accept(ALL);
        now += FlowEnds.PAUSE.toNanos();
        ends.end(Ends.holding("a", "2"));
        assertThat(requests).extracting(FlowEndsPauseTest::ids).element(1).isEqualTo(List.of("2"));
        assertThat(later).isEmpty();
    }

    @Test
    void ends_that_came_before_an_early_answer_wait_for_the_pause() {
        FlowEnds ends = ends();
        ends.end(Ends.holding("a", "1"));
        ends.end(Ends.holding("a", "2"));
        answers.get(0).accept(ALL);
        assertThat(requests).hasSize(1);
        later.get(0).run();
        assertThat(ids(requests.get(1))).containsExactly("2");
    }

    /** A timer that another thread asks for each call wakes up twice for it. */
    @Test
    void the_timer_of_a_busy_link_goes_on_by_itself_and_ends_with_the_load() {
        FlowEnds ends = ends();
        ends.end(Ends.holding("a", "0"));
        for (int call = 1; call <= 3; call++) {
            answers.get(call - 1).accept(ALL);
            ends.end(Ends.holding("a", "" + call));
            assertThat(later).hasSize(call);
            now += FlowEnds.PAUSE.toNanos();
            later.get(call - 1).run();
            assertThat(ids(requests.get(call))).containsExactly("" + call);
        }
        answers.get(3).accept(ALL);
        later.get(3).run();
        assertThat(later).hasSize(4);
        now += FlowEnds.PAUSE.toNanos();
        ends.end(Ends.holding("a", "4"));
        assertThat(requests).hasSize(5);
        assertThat(later).hasSize(4);
    }

    @Test
    void a_close_sends_the_ends_of_a_pause_before_it_waits() throws Exception {
        FlowEnds ends = ends();
        ends.end(Ends.holding("a", "1"));
        answers.get(0).accept(ALL);
        ends.end(Ends.holding("a", "2"));
        ends.close(Duration.ZERO);
        assertThat(ids(requests.get(1))).containsExactly("2");
        assertThat(ended).containsExactly("1", "2 kept");
        later.get(0).run();
        assertThat(requests).hasSize(2);
    }

    @Test
    void without_a_thread_for_it_there_is_no_pause() {
        FlowEnds ends =
                ends(
                        true,
                        (task, nanos) -> {
                            throw new RejectedExecutionException();
                        });
        ends.end(Ends.holding("a", "1"));
        ends.end(Ends.holding("b", "2"));
        assertThat(requests)
                .extracting(FlowEndsPauseTest::ids)
                .containsExactly(List.of("1"), List.of("2"));
    }

    @Test
    void without_coalescing_there_is_no_pause() {
        FlowEnds ends = ends(false, Ends.NEVER);
        ends.end(Ends.holding("a", "1"));
        ends.end(Ends.holding("a", "2"));
        assertThat(requests).hasSize(2);
    }
}
