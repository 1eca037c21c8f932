package io.github.aperturecdi.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.flow.FlowObserver.Observation;
import io.github.aperturecdi.flow.spi.EndedFlow;
import io.github.aperturecdi.flow.spi.InflightToken;
import io.github.aperturecdi.internal.FirstOfEach;
import io.github.aperturecdi.testing.LoggedMessages;
import io.github.aperturecdi.testing.StubAgent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The last value on each side of a bound, and times that are times. */
class FlowBoundsTest {

    private final StubAgent agent = new StubAgent();

    @ParameterizedTest
    @CsvSource({"399, 429", "400, 400", "599, 599", "600, 429"})
    void a_status_of_the_agent_is_answered_where_it_is_a_refusal(int denied, int answered) {
        Decision decision =
                Decision.rejected(RejectReason.RATE_LIMITED, denied, null, List.of(), List.of());
        assertThat(decision.rejection("a").httpStatus()).isEqualTo(answered);
    }

    @Test
    void a_thousand_control_points_are_named_that_wait_on_an_event_loop() {
        try (LoggedMessages log = new LoggedMessages(EventLoopGuard.class.getName())) {
            EventLoopGuard guard = new EventLoopGuard(() -> true);
            for (int i = 0; i <= FirstOfEach.MAX; i++) {
                assertThat(guard.forbids("made up " + i)).isTrue();
            }
            assertThat(log.messages()).hasSize(FirstOfEach.MAX);
        }
    }

    @Test
    void a_thousand_control_points_are_remembered_as_those_that_rely_on_the_agent() {
        FlowSettings settings = controlPoint -> set(OnUnreachable.ADMIT);
        FailClosedControlPoints full = new FailClosedControlPoints(settings);
        FailClosedControlPoints room = new FailClosedControlPoints(settings);
        for (int i = 0; i < FirstOfEach.MAX; i++) {
            full.expect("made up " + i, false);
        }
        for (int i = 1; i < FirstOfEach.MAX; i++) {
            room.expect("made up " + i, false);
        }
        full.expect("one more", true);
        room.expect("the last", true);
        assertThat(full.any()).isFalse();
        assertThat(room.any()).isTrue();
    }

    private static ControlPointSettings set(OnUnreachable others) {
        return new ControlPointSettings(
                Mode.ENFORCE, null, FlowControl.DEFAULT_TIMEOUT, null, others, false, Map.of());
    }

    /** How long a question and a flow took, whatever clock {@link System#nanoTime()} reads. */
    private static final class Times implements FlowObserver {

        final List<Long> nanos = new ArrayList<>();

        @Override
        public Observation asking(String controlPoint) {
            return new Observation() {
                @Override
                public void decided(Decision decision, boolean runs, long took) {
                    nanos.add(took);
                }

                @Override
                public void ended(FlowStatus status, long took) {
                    nanos.add(took);
                }
            };
        }
    }

    @Test
    void observers_hear_the_times_of_a_flow_that_the_agent_does_not_await() {
        Times times = new Times();
        AtomicLong now = new AtomicLong();
        FlowControlBuilder builder = FlowControl.builder().agent(agent).observer(times);
        builder.ticker = () -> now.getAndAdd(10);
        FlowControl flows = builder.build();
        flows.start(FlowRequest.at("a").build()).close();
        assertThat(times.nanos).containsExactly(10L, 20L);
    }

    @ParameterizedTest
    @EnumSource(FlowObserverTest.Start.class)
    void observers_hear_how_long_it_took(FlowObserverTest.Start start) {
        Times times = new Times();
        FlowControl flows = FlowControl.builder().agent(agent).observer(times).build();
        long before = System.nanoTime();
        start.start(flows).close();
        long most = System.nanoTime() - before;
        assertThat(times.nanos).hasSize(2);
        assertThat(times.nanos.get(0)).isBetween(0L, times.nanos.get(1));
        assertThat(times.nanos.get(1)).isLessThanOrEqualTo(most);
    }

    @Test
    void observers_hear_how_long_a_question_took_that_was_given_up() {
        Times times = new Times();
        FlowControl flows = FlowControl.builder().agent(agent).observer(times).build();
        agent.answer = new CompletableFuture<>();
        long before = System.nanoTime();
        flows.startAsync(FlowRequest.at("a").build()).cancel(false);
        assertThat(times.nanos)
                .isNotEmpty()
                .allSatisfy(took -> assertThat(took).isBetween(0L, System.nanoTime() - before));
    }

    @Test
    void a_call_that_fails_has_ended_its_flow() {
        FlowControl flows = FlowControl.builder().agent(agent).build();
        agent.decision =
                Decision.admitted(List.of(new InflightToken("p", "h", "c", "l", "one", 1)));
        Flow flow = flows.start(FlowRequest.at("a").build());
        assertThatThrownBy(
                        () ->
                                flow.call(
                                        () -> {
                                            throw new IllegalStateException("no stock");
                                        }))
                .hasMessage("no stock");
        assertThat(agent.ended)
                .singleElement()
                .extracting(EndedFlow::status)
                .isEqualTo(FlowStatus.ERROR);
        assertThat(flows.status().activeFlows()).isZero();
    }

    @Test
    void the_control_points_labels_beat_the_constants_and_the_requests_own_beat_both() {
        ControlPointSettings settings =
                new ControlPointSettings(
                        Mode.ENFORCE,
                        null,
                        FlowControl.DEFAULT_TIMEOUT,
                        null,
                        OnUnreachable.ADMIT,
                        false,
                        Map.of("a", "settings", "b", "settings"));
        FlowRequest request =
                FlowRequest.at("checkout")
                        .constants(Map.of("a", "constant", "b", "constant", "c", "constant"))
                        .label("a", "own")
                        .build();
        assertThat(request.completed(AmbientLabels.NONE, settings).labels())
                .isEqualTo(Map.of("a", "own", "b", "settings", "c", "constant"));
        FlowRequest plain = FlowRequest.at("checkout").build();
        assertThat(plain.completed(AmbientLabels.NONE, settings).labels())
                .isEqualTo(Map.of("a", "settings", "b", "settings"));
    }

    @Test
    void harmful_tokens_are_said_once_for_a_key() {
        try (LoggedMessages log = new LoggedMessages(TokenGuard.class.getName())) {
            TokenGuard guard = new TokenGuard(Set.of("tokens"));
            FlowRequest harmful = FlowRequest.at("a").label("tokens", "-7").build();
            for (int i = 0; i < 3; i++) {
                assertThat(guard.guarded(harmful).labels()).isEmpty();
            }
            assertThat(log.messages())
                    .singleElement()
                    .asString()
                    .startsWith("WARNING APERTURE-508")
                    .doesNotContain("-7");
        }
    }

    @Test
    void an_observer_that_fails_at_the_check_costs_no_object_and_one_warning() {
        try (LoggedMessages log = new LoggedMessages(FlowObserver.class.getName())) {
            Observers observers =
                    new Observers(
                            List.of(
                                    controlPoint -> {
                                        throw new IllegalStateException("broken");
                                    },
                                    controlPoint -> Observation.NONE));
            assertThat(observers.asking("a")).isSameAs(observers.asking("b"));
            assertThat(log.messages()).hasSize(1);
        }
    }

    @Test
    void an_observer_that_is_not_interested_fails_at_nothing() {
        try (LoggedMessages log = new LoggedMessages(FlowObserver.class.getName())) {
            Times times = new Times();
            FlowControl flows =
                    FlowControl.builder()
                            .agent(agent)
                            .observer(controlPoint -> Observation.NONE)
                            .observer(times)
                            .build();
            flows.start(FlowRequest.at("a").build()).close();
            assertThat(times.nanos).hasSize(2);
            assertThat(log.messages()).isEmpty();
        }
    }
}
