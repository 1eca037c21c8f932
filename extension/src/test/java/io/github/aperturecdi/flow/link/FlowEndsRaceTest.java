package io.github.aperturecdi.flow.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.flow.spi.EndedFlow;
import io.github.aperturecdi.proto.check.v1.FlowEndRequest;
import io.github.aperturecdi.proto.check.v1.FlowEndResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Each end is heard of once, whether it travels alone, with others, or not at all: on real threads,
 * as the model checker would follow every byte of the messages.
 */
class FlowEndsRaceTest {

    private static final int ROUNDS = 5_000;
    private static final int ENDS = 4;

    private static final ReturnedTokens TAKEN =
            ReturnedTokens.of(FlowEndResponse.getDefaultInstance());

    private final List<EndedFlow> flows =
            IntStream.range(0, ENDS).mapToObj(i -> Ends.holding("a", "" + i)).toList();

    /** One race: flows end, an agent answers what it is asked, and the link closes. */
    private final class Race {

        private final Queue<Consumer<ReturnedTokens>> unanswered = new ConcurrentLinkedQueue<>();
        private final Map<EndedFlow, AtomicInteger> heard = new ConcurrentHashMap<>();
        private final FlowEnds ends =
                new FlowEnds(this::send, this::heard, true, Ends.NEVER, Ends.NO_PAUSE);
        private final CyclicBarrier start = new CyclicBarrier(3);

        private void send(FlowEndRequest request, Consumer<ReturnedTokens> answer) {
            unanswered.add(answer);
        }

        private void heard(EndedFlow flow, boolean givenBack) {
            heard.computeIfAbsent(flow, f -> new AtomicInteger()).incrementAndGet();
        }

        private Void end() throws Exception {
            start.await();
            flows.forEach(ends::end);
            return null;
        }

        private Void answer() throws Exception {
            start.await();
            for (int i = 0; i < ENDS; i++) {
                Consumer<ReturnedTokens> call = unanswered.poll();
                if (call != null) {
                    call.accept(TAKEN);
                }
            }
            return null;
        }

        private Void close() throws Exception {
            start.await();
            ends.close(Duration.ZERO);
            return null;
        }
    }

    @Test
    void ends_that_meet_answers_and_a_close_are_heard_of_once_each() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            for (int round = 0; round < ROUNDS; round++) {
                Race race = new Race();
                List<Callable<Void>> all = List.of(race::end, race::answer, race::close);
                for (Future<Void> done : threads.invokeAll(all)) {
                    done.get();
                }
                assertThat(race.heard).hasSize(ENDS);
                assertThat(race.heard.values()).allSatisfy(times -> assertThat(times).hasValue(1));
                assertThat(race.ends.pending()).isZero();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
