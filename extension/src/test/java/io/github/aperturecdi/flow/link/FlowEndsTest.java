package io.github.aperturecdi.flow.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.FlowEndRequest;
import io.github.aperturecdi.proto.check.v1.FlowEndResponse;
import io.github.aperturecdi.proto.check.v1.InflightRequestRef;
import io.github.aperturecdi.proto.check.v1.TokenReturnStatus;
import io.github.aperturecdi.testing.Replies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which ends travel together, and that each is heard of once. */
class FlowEndsTest {

    private static final ReturnedTokens ALL =
            ReturnedTokens.of(FlowEndResponse.getDefaultInstance());

    private record Call(FlowEndRequest request, Consumer<ReturnedTokens> answer) {
        List<String> ids() {
            return request.getInflightRequestsList().stream()
                    .map(InflightRequestRef::getRequestId)
                    .toList();
        }
    }

    private final List<Call> calls = new ArrayList<>();
    private final List<String> ended = new ArrayList<>();

    private FlowEnds ends(boolean coalesce) {
        return new FlowEnds(
                (request, answer) -> calls.add(new Call(request, answer)),
                (flow, givenBack) -> ended.add(Ends.requestId(flow) + (givenBack ? "" : " kept")),
                coalesce,
                Ends.NEVER,
                Ends.NO_PAUSE);
    }

    @Test
    void an_idle_link_sends_at_once() {
        FlowEnds ends = ends(true);
        ends.end(Ends.holding("a", "1"));
        ends.end(Ends.holding("b", "2"));
        assertThat(calls).extracting(Call::ids).containsExactly(List.of("1"), List.of("2"));
        assertThat(calls)
                .extracting(call -> call.request().getControlPoint())
                .containsExactly("a", "b");
    }

    @Test
    void an_unanswered_end_is_pending() {
        FlowEnds ends = ends(true);
        assertThat(ends.pending()).isZero();
        ends.end(Ends.holding("a", "1"));
        ends.end(Ends.holding("a", "2"));
        assertThat(ends.pending()).isEqualTo(2);
        calls.get(0).answer().accept(ALL);
        calls.get(1).answer().accept(ReturnedTokens.NOTHING);
        assertThat(ends.pending()).isZero();
    }

    @Test
    void ends_of_one_control_point_that_wait_together_travel_together() {
        FlowEnds ends = ends(true);
        for (String id : List.of("1", "2", "3")) {
            ends.end(Ends.holding("a", id));
        }
        ends.end(Ends.holding("b", "other"));
        assertThat(calls).hasSize(2);
        calls.get(0).answer().accept(ALL);
        assertThat(calls.get(2).ids()).containsExactly("2", "3");
        assertThat(calls.get(2).request().getControlPoint()).isEqualTo("a");
        calls.get(2).answer().accept(ALL);
        assertThat(calls).hasSize(3);
        ends.end(Ends.holding("a", "4"));
        assertThat(calls.get(3).ids()).containsExactly("4");
        assertThat(ended).containsExactly("1", "2", "3");
    }

    @Test
    void without_coalescing_each_travels_alone_and_waits_for_none() {
        FlowEnds ends = ends(false);
        ends.end(Ends.holding("a", "1"));
        ends.end(Ends.holding("a", "2"));
        assertThat(calls).extracting(Call::ids).containsExactly(List.of("1"), List.of("2"));
    }

    @Test
    void one_call_carries_a_bounded_number_of_references() {
        FlowEnds ends = ends(true);
        IntStream.range(0, FlowEnds.MAX_REFERENCES + 2)
                .forEach(i -> ends.end(Ends.holding("a", "" + i)));
        calls.get(0).answer().accept(ALL);
        assertThat(calls.get(1).ids()).hasSize(FlowEnds.MAX_REFERENCES);
        calls.get(1).answer().accept(ALL);
        assertThat(calls.get(2).ids()).containsExactly("" + (FlowEnds.MAX_REFERENCES + 1));
    }

    @Test
    void one_call_carries_a_bounded_number_of_bytes() {
        FlowEnds ends = ends(true);
        String large = "x".repeat(FlowEnds.MAX_BYTES);
        for (int i = 0; i < 4; i++) {
            ends.end(Ends.holding("a", large + i));
        }
        for (int i = 0; i < 3; i++) {
            calls.get(i).answer().accept(ALL);
        }
        assertThat(calls).hasSize(4).allMatch(call -> call.ids().size() == 1);
    }

    @Test
    void what_the_agent_did_not_take_is_reported_as_not_given_back() {
        FlowEnds ends = ends(true);
        ends.end(Ends.holding("a", "1"));
        ends.end(Ends.holding("a", "2"));
        calls.get(0).answer().accept(ReturnedTokens.NOTHING);
        calls.get(1).answer().accept(ALL);
        assertThat(ended).containsExactly("1 kept", "2");
    }

    /** The call itself succeeds, and its reply has an error for each reference that has one. */
    @Test
    void a_reference_with_an_error_is_not_given_back_and_the_others_of_its_call_are() {
        FlowEnds ends = ends(true);
        for (String id : List.of("1", "2", "3", "4")) {
            ends.end(Ends.holding("a", id));
        }
        calls.get(0).answer().accept(reply("1", false, "flow ender not found"));
        // Returned before, by whomever: neither returned nor an error.
        calls.get(1)
                .answer()
                .accept(
                        ReturnedTokens.of(
                                FlowEndResponse.newBuilder()
                                        .addTokenReturnStatuses(status("4", true, ""))
                                        .addTokenReturnStatuses(status("3", false, "deadline"))
                                        .addTokenReturnStatuses(status("2", false, ""))
                                        .build()));
        assertThat(ended).containsExactly("1 kept", "2", "3 kept", "4");
    }

    @Test
    void a_flow_with_two_references_is_given_back_when_both_are() {
        FlowRequest request = FlowRequest.at("a").build();
        CheckResponse both =
                CheckResponse.newBuilder()
                        .addLimiterDecisions(Replies.limiter("one"))
                        .addLimiterDecisions(Replies.scheduler("two"))
                        .build();
        FlowEnds ends = ends(true);
        ends.end(Ends.of(request, Ends.decision(both, request)));
        calls.get(0).answer().accept(reply("two", false, "no such limiter"));
        assertThat(ended).containsExactly("one kept");
    }

    private static ReturnedTokens reply(String requestId, boolean returned, String error) {
        return ReturnedTokens.of(
                FlowEndResponse.newBuilder()
                        .addTokenReturnStatuses(status(requestId, returned, error))
                        .build());
    }

    private static TokenReturnStatus status(String requestId, boolean returned, String error) {
        return TokenReturnStatus.newBuilder()
                .setInflightRequestRef(InflightRequestRef.newBuilder().setRequestId(requestId))
                .setReturned(returned)
                .setError(error)
                .build();
    }

    /** A stack that overflows while an end is sent is an error, and no exception. */
    @Test
    void an_end_that_cannot_be_sent_holds_up_no_later_one() {
        FlowEnds ends =
                new FlowEnds(
                        (request, answer) -> {
                            calls.add(new Call(request, answer));
                            switch (calls.size()) {
                                case 1 -> throw new StackOverflowError();
                                case 2 -> throw new IllegalStateException();
                                default -> {}
                            }
                        },
                        (flow, givenBack) ->
                                ended.add(Ends.requestId(flow) + (givenBack ? "" : " kept")),
                        true,
                        Ends.NEVER,
                        Ends.NO_PAUSE);
        for (String id : List.of("1", "2", "3")) {
            ends.end(Ends.holding("a", id));
        }
        assertThat(ended).containsExactly("1 kept", "2 kept");
        calls.get(2).answer().accept(ALL);
        assertThat(ended).containsExactly("1 kept", "2 kept", "3");
        assertThat(ends.pending()).isZero();
    }

    @Test
    void a_listener_that_fails_holds_up_no_later_end() {
        List<String> heard = new ArrayList<>();
        FlowEnds ends =
                new FlowEnds(
                        (request, answer) -> calls.add(new Call(request, answer)),
                        (flow, givenBack) -> {
                            heard.add(Ends.requestId(flow));
                            if (heard.size() == 1) {
                                throw new StackOverflowError();
                            }
                        },
                        true,
                        Ends.NEVER,
                        Ends.NO_PAUSE);
        ends.end(Ends.holding("a", "1"));
        ends.end(Ends.holding("a", "2"));
        assertThatThrownBy(() -> calls.get(0).answer().accept(ALL))
                .isInstanceOf(StackOverflowError.class);
        calls.get(1).answer().accept(ALL);
        assertThat(heard).containsExactly("1", "2");
        assertThat(ends.pending()).isZero();
    }

    @Test
    void past_the_bound_an_end_is_reported_as_not_given_back_at_once() {
        FlowEnds ends = ends(true);
        IntStream.range(0, FlowEnds.MAX_PENDING).forEach(i -> ends.end(Ends.holding("a", "" + i)));
        assertThat(ended).isEmpty();
        ends.end(Ends.holding("b", "too many"));
        assertThat(ended).containsExactly("too many kept");
        for (int i = 0; i < calls.size(); i++) {
            calls.get(i).answer().accept(ALL);
        }
        assertThat(ended).hasSize(FlowEnds.MAX_PENDING + 1).doesNotHaveDuplicates();
        ends.end(Ends.holding("b", "room again"));
        assertThat(calls.get(calls.size() - 1).ids()).containsExactly("room again");
    }

    /** The agent shows a flow's labels again, and nobody bounds them. */
    @Test
    void past_the_bound_in_bytes_an_end_is_reported_as_not_given_back_at_once() {
        FlowEnds ends = ends(true);
        String large = "x".repeat(1 << 20);
        int fit = (int) (FlowEnds.MAX_PENDING_BYTES / large.length()) - 1;
        IntStream.range(0, fit).forEach(i -> ends.end(Ends.holding("a", "" + i, large)));
        assertThat(ended).isEmpty();
        ends.end(Ends.holding("b", "too large", large));
        assertThat(ended).containsExactly("too large kept");
        ends.end(Ends.holding("b", "small"));
        for (int i = 0; i < calls.size(); i++) {
            calls.get(i).answer().accept(ALL);
        }
        assertThat(ended).hasSize(fit + 2).doesNotHaveDuplicates();
        ends.end(Ends.holding("b", "room again", large));
        assertThat(calls.get(calls.size() - 1).ids()).containsExactly("room again");
    }

    @Test
    void closing_reports_what_is_unanswered_and_hears_late_answers_no_more() throws Exception {
        FlowEnds ends = ends(true);
        ends.end(Ends.holding("a", "1"));
        ends.end(Ends.holding("a", "2"));
        ends.close(Duration.ZERO);
        assertThat(ended).containsExactlyInAnyOrder("1 kept", "2 kept");
        calls.get(0).answer().accept(ALL);
        assertThat(calls).hasSize(1);
        ends.end(Ends.holding("a", "3"));
        assertThat(ended).hasSize(3).contains("3 kept");
    }
}
