package io.github.aperturecdi.flow.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.spi.EndedFlow;
import io.github.aperturecdi.flow.spi.InflightToken;
import io.github.aperturecdi.proto.check.v1.FlowEndRequest;
import io.github.aperturecdi.proto.check.v1.FlowEndResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The last byte that fits, and the first that does not. */
class FlowEndsBoundsTest {

    private static final ReturnedTokens ALL =
            ReturnedTokens.of(FlowEndResponse.getDefaultInstance());

    private final List<FlowEndRequest> requests = new ArrayList<>();
    private final List<Consumer<ReturnedTokens>> answers = new ArrayList<>();
    private final List<String> kept = new ArrayList<>();
    private final FlowEnds ends =
            new FlowEnds(
                    (request, answer) -> {
                        requests.add(request);
                        answers.add(answer);
                    },
                    (flow, givenBack) -> {
                        if (!givenBack) {
                            kept.add(flow.controlPoint());
                        }
                    },
                    true,
                    Ends.NEVER,
                    Ends.NO_PAUSE);

    private static long references(EndedFlow flow) {
        return FlowEnds.bytesSent(flow);
    }

    private static long bytes(EndedFlow flow) {
        return Receipt.bytes(flow) + references(flow);
    }

    /** A flow with a text that makes it as large as is said. */
    private static EndedFlow ofSize(
            long size, ToLongFunction<EndedFlow> measure, IntFunction<EndedFlow> flow) {
        return IntStream.rangeClosed(0, 1_000)
                .map(less -> (int) size - less)
                .mapToObj(flow)
                .filter(made -> measure.applyAsLong(made) == size)
                .findFirst()
                .orElseThrow();
    }

    private static EndedFlow waiting(long size) {
        return ofSize(
                size,
                FlowEndsBoundsTest::bytes,
                length -> Ends.holding("last", "id", "x".repeat(length)));
    }

    @Test
    void each_text_of_a_reference_counts() {
        FlowRequest request = FlowRequest.at("a").build();
        InflightToken token = new InflightToken("p", "h".repeat(20), "c".repeat(300), "", "", 1);
        InflightToken other = new InflightToken("", "", "", "l".repeat(5_000), "r".repeat(70), 1);
        int empty =
                FlowEnds.bytesSent(
                        Ends.of(
                                request,
                                Decision.admitted(
                                        List.of(new InflightToken("", "", "", "", "", 1)))));
        assertThat(FlowEnds.bytesSent(Ends.of(request, Decision.admitted(List.of(token, other)))))
                .isEqualTo(2 * empty + 5_391);
    }

    private long fill() {
        long room = FlowEnds.MAX_PENDING_BYTES;
        String large = "x".repeat(1 << 19);
        while (room > 1 << 21) {
            EndedFlow flow = Ends.holding("a", large, large);
            room -= bytes(flow);
            ends.end(flow);
        }
        return room;
    }

    @Test
    void an_end_that_fills_the_room_to_the_last_byte_waits() {
        ends.end(waiting(fill()));
        assertThat(kept).isEmpty();
    }

    @Test
    void an_end_with_one_byte_more_does_not() {
        ends.end(waiting(fill() + 1));
        assertThat(kept).containsExactly("last");
    }

    private static EndedFlow travelling(long size) {
        return ofSize(
                size,
                FlowEndsBoundsTest::references,
                length -> Ends.holding("a", "x".repeat(length)));
    }

    private int travelTogether(long bytes) {
        ends.end(Ends.holding("a", "first"));
        ends.end(travelling(bytes / 2));
        ends.end(travelling(bytes - bytes / 2));
        answers.get(0).accept(ALL);
        return requests.get(1).getInflightRequestsCount();
    }

    @Test
    void ends_that_fill_a_call_to_the_last_byte_travel_together() {
        assertThat(travelTogether(FlowEnds.MAX_BYTES)).isEqualTo(2);
    }

    @Test
    void ends_with_one_byte_more_do_not() {
        assertThat(travelTogether(FlowEnds.MAX_BYTES + 1)).isEqualTo(1);
    }
}
