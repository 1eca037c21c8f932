package io.github.aperturecdi.flow.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.proto.check.v1.FlowEndRequest;
import io.github.aperturecdi.proto.check.v1.FlowEndResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a close waits for, and that no call keeps the ends of other threads waiting. */
@Timeout(120)
class FlowEndsLockTest {

    private static final ReturnedTokens ALL =
            ReturnedTokens.of(FlowEndResponse.getDefaultInstance());

    /** No test waits so long: who waits for it hangs. */
    private static final Duration FOR_EVER = Duration.ofDays(1);

    private static final Duration WATCHDOG = Duration.ofSeconds(60);

    private final List<FlowEndRequest> requests = new ArrayList<>();
    private final List<Consumer<ReturnedTokens>> answers = new ArrayList<>();
    private final List<String> ended = new ArrayList<>();
    private final FlowEnds ends =
            new FlowEnds(
                    (request, answer) -> {
                        requests.add(request);
                        answers.add(answer);
                    },
                    (flow, givenBack) ->
                            ended.add(Ends.requestId(flow) + (givenBack ? "" : " kept")),
                    true,
                    Ends.NEVER,
                    Ends.NO_PAUSE);

    private interface Call {
        void run() throws Exception;
    }

    private static void elsewhere(Call call) throws Exception {
        CompletableFuture.runAsync(
                        () -> {
                            try {
                                call.run();
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        })
                .get(WATCHDOG.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void each_call_leaves_the_ends_to_other_threads() throws Exception {
        ends.end(Ends.holding("a", "1"));
        elsewhere(() -> assertThat(ends.pending()).isOne());
        assertThat(ends.pending()).isOne();
        elsewhere(() -> ends.end(Ends.holding("a", "2")));
        answers.get(0).accept(ALL);
        elsewhere(() -> answers.get(1).accept(ALL));
        elsewhere(() -> ends.end(Ends.holding("a", "3")));
        ends.close(Duration.ZERO);
        elsewhere(() -> ends.end(Ends.holding("a", "4")));
        assertThat(ended).containsExactly("1", "2", "3 kept", "4 kept");
    }

    private CompletableFuture<Void> close() {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        Thread closer =
                new Thread(
                        () -> {
                            try {
                                ends.close(FOR_EVER);
                                closed.complete(null);
                            } catch (InterruptedException e) {
                                closed.completeExceptionally(e);
                            }
                        },
                        "closer");
        closer.setDaemon(true);
        closer.start();
        await().atMost(WATCHDOG).until(() -> closer.getState() == Thread.State.TIMED_WAITING);
        return closed;
    }

    @Test
    void the_last_answer_ends_the_wait_of_a_close() throws Exception {
        ends.end(Ends.holding("a", "1"));
        CompletableFuture<Void> closed = close();
        answers.get(0).accept(ALL);
        closed.get(WATCHDOG.toSeconds(), TimeUnit.SECONDS);
        assertThat(ended).containsExactly("1");
    }

    @Test
    void a_close_waits_for_all_answers() throws Exception {
        ends.end(Ends.holding("a", "1"));
        ends.end(Ends.holding("b", "2"));
        CompletableFuture<Void> closed = close();
        answers.get(0).accept(ALL);
        assertThat(closed).isNotDone();
        answers.get(1).accept(ALL);
        closed.get(WATCHDOG.toSeconds(), TimeUnit.SECONDS);
        assertThat(ended).containsExactly("1", "2");
    }

    @Test
    void a_close_without_anything_pending_waits_for_nothing() throws Exception {
        elsewhere(() -> ends.close(FOR_EVER));
    }

    @Test
    void what_was_never_sent_is_no_longer_pending_after_a_close() throws Exception {
        ends.end(Ends.holding("a", "1"));
        ends.end(Ends.holding("a", "2"));
        ends.close(Duration.ZERO);
        assertThat(ends.pending()).isZero();
    }
}
