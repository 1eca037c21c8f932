package io.github.aperturecdi.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.flow.FlowObserver.Observation;
import io.github.aperturecdi.testing.StubAgent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What observers hear, whichever way a flow is started. */
class FlowObserverTest {

    /** The ways to start a flow. */
    enum Start {
        HERE {
            @Override
            Flow start(FlowControl flows) {
                return flows.start(REQUEST);
            }
        },
        ASYNC {
            @Override
            Flow start(FlowControl flows) {
                return flows.startAsync(REQUEST).join();
            }
        };

        abstract Flow start(FlowControl flows);
    }

    private static final FlowRequest REQUEST = FlowRequest.at("a").build();

    private static final Decision REJECTED =
            Decision.rejected(RejectReason.RATE_LIMITED, 0, null, List.of(), List.of());

    private final StubAgent agent = new StubAgent();
    private final Notes notes = new Notes();
    private boolean onEventLoop;

    /** Writes down what it hears. */
    private static final class Notes implements FlowObserver {

        final List<String> heard = new ArrayList<>();
        final List<Thread> askers = new ArrayList<>();

        @Override
        public Observation asking(String controlPoint) {
            askers.add(Thread.currentThread());
            heard.add("asking " + controlPoint);
            return new Observation() {
                @Override
                public void decided(Decision decision, boolean runs, long nanos) {
                    heard.add(decision.type() + (runs ? " runs" : " refused"));
                }

                @Override
                public void failed(String errorType) {
                    heard.add("failed " + errorType);
                }

                @Override
                public void ended(FlowStatus status, long nanos) {
                    heard.add("ended " + status);
                }
            };
        }

        @Override
        public void close() {
            heard.add("closed");
        }
    }

    private FlowControl flows(Mode mode, OnUnreachable onUnreachable) {
        ControlPointSettings set =
                new ControlPointSettings(
                        mode,
                        null,
                        FlowControl.DEFAULT_TIMEOUT,
                        null,
                        onUnreachable,
                        false,
                        Map.of());
        return FlowControl.builder()
                .agent(agent)
                .observer(notes)
                .onEventLoop(() -> onEventLoop)
                .settings(controlPoint -> set)
                .build();
    }

    private FlowControl flows() {
        return flows(Mode.ENFORCE, OnUnreachable.ADMIT);
    }

    @ParameterizedTest
    @EnumSource
    void an_admitted_flow_is_checked_decided_and_ended_once(Start start) {
        try (FlowControl flows = flows()) {
            Flow flow = start.start(flows);
            assertThat(notes.heard).containsExactly("asking a", "ADMITTED runs");
            flow.close();
            flow.close();
        }
        assertThat(notes.heard).containsExactly("asking a", "ADMITTED runs", "ended OK", "closed");
    }

    @ParameterizedTest
    @EnumSource
    void a_failed_flow_has_ended_with_an_error(Start start) {
        Flow flow = start.start(flows());
        assertThatCode(
                        () ->
                                flow.run(
                                        () -> {
                                            throw new IOException("no stock");
                                        }))
                .hasMessage("no stock");
        assertThat(notes.heard)
                .containsExactly(
                        "asking a", "ADMITTED runs", "failed java.io.IOException", "ended ERROR");
    }

    @ParameterizedTest
    @EnumSource
    void a_refused_flow_has_ended(Start start) {
        agent.decision = REJECTED;
        start.start(flows()).close();
        assertThat(notes.heard).containsExactly("asking a", "REJECTED refused", "ended UNSET");
    }

    @ParameterizedTest
    @EnumSource
    void a_shadow_refusal_is_rejected_and_runs(Start start) {
        agent.decision = REJECTED;
        start.start(flows(Mode.SHADOW, OnUnreachable.ADMIT)).close();
        assertThat(notes.heard).containsExactly("asking a", "REJECTED runs", "ended UNSET");
    }

    @ParameterizedTest
    @EnumSource
    void a_flow_without_a_decision_is_unreachable_and_as_the_settings_say(Start start) {
        agent.decision = Decision.unreachable();
        start.start(flows(Mode.ENFORCE, OnUnreachable.REJECT)).close();
        start.start(flows()).close();
        assertThat(notes.heard)
                .containsExactly(
                        "asking a",
                        "UNREACHABLE refused",
                        "ended UNSET",
                        "asking a",
                        "UNREACHABLE runs",
                        "ended OK");
    }

    @ParameterizedTest
    @EnumSource
    void without_a_check_nothing_is_observed(Start start) {
        FlowControl off = flows(Mode.OFF, OnUnreachable.ADMIT);
        start.start(off).close();
        onEventLoop = true;
        start.start(off).close();
        assertThat(notes.heard).isEmpty();
        assertThat(off.status().admitted()).isZero();
    }

    @Test
    void a_flow_that_must_not_wait_is_observed_as_unreachable() {
        onEventLoop = true;
        flows().start(REQUEST).close();
        assertThat(notes.heard).containsExactly("asking a", "UNREACHABLE runs", "ended OK");
    }

    @Test
    void a_late_decision_is_told_after_a_question_on_the_callers_thread() throws Exception {
        CompletableFuture<Decision> answer = new CompletableFuture<>();
        agent.answer = answer;
        CompletableFuture<Flow> flow = flows().startAsync(REQUEST);
        assertThat(notes.heard).containsExactly("asking a");
        Thread elsewhere = new Thread(() -> answer.complete(REJECTED));
        elsewhere.start();
        elsewhere.join();
        assertThat(flow.join().shouldRun()).isFalse();
        assertThat(notes.askers).containsExactly(Thread.currentThread());
        assertThat(notes.heard).containsExactly("asking a", "REJECTED refused", "ended UNSET");
    }

    @Test
    void a_question_that_is_given_up_ends_without_a_decision() {
        agent.answer = new CompletableFuture<>();
        flows().startAsync(REQUEST).cancel(true);
        assertThat(notes.heard).containsExactly("asking a", "REJECTED refused", "ended UNSET");
    }

    @Test
    void a_decision_that_comes_after_the_caller_gave_up_is_told_and_ended() {
        CompletableFuture<Decision> decided =
                new CompletableFuture<>() {
                    @Override
                    public boolean cancel(boolean mayInterruptIfRunning) {
                        return false;
                    }
                };
        agent.answer = decided;
        flows().startAsync(REQUEST).cancel(true);
        decided.complete(Decision.admitted());
        assertThat(notes.heard).containsExactly("asking a", "ADMITTED runs", "ended UNSET");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void an_observer_without_interest_does_not_hide_flows_from_others(boolean first) {
        FlowObserver indifferent = controlPoint -> Observation.NONE;
        List<FlowObserver> both = first ? List.of(indifferent, notes) : List.of(notes, indifferent);
        FlowControlBuilder builder = FlowControl.builder().agent(agent);
        both.forEach(builder::observer);
        try (FlowControl flows = builder.build()) {
            flows.start(REQUEST).close();
            assertThat(flows.status().admitted()).isOne();
        }
        assertThat(notes.heard).containsExactly("asking a", "ADMITTED runs", "ended OK", "closed");
    }

    @Test
    void a_flow_without_an_interested_observer_is_counted_without_allocation() {
        FlowObserver indifferent = controlPoint -> Observation.NONE;
        Observers observers = new Observers(List.of(indifferent, indifferent));
        Observation counting = observers.asking("a");
        assertThat(observers.asking("b")).isSameAs(counting);
        counting.decided(REJECTED, false, 1);
        assertThat(observers.status(agent, 0, 0).rejected()).isOne();
    }

    /** Where an observer may fail. */
    enum Failing {
        OPENED,
        ASKING,
        DECIDED,
        FAILED,
        ENDED,
        CLOSE
    }

    @ParameterizedTest
    @EnumSource
    void a_failing_observer_affects_no_flow_and_is_logged_once(Failing where) {
        List<String> log = new ArrayList<>();
        Logger logger = Logger.getLogger(FlowObserver.class.getName());
        Handler handler = new ListHandler(log);
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try {
            FlowControl flows =
                    FlowControl.builder()
                            .agent(agent)
                            .observer(new Broken(where))
                            .observer(notes)
                            .build();
            failed(flows.start(REQUEST));
            failed(flows.startAsync(REQUEST).join());
            flows.close();
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(true);
        }
        assertThat(notes.heard)
                .containsExactly(
                        "asking a",
                        "ADMITTED runs",
                        "failed java.lang.Exception",
                        "ended ERROR",
                        "asking a",
                        "ADMITTED runs",
                        "failed java.lang.Exception",
                        "ended ERROR",
                        "closed");
        assertThat(agent.ended).isEmpty();
        assertThat(agent.closed).isOne();
        assertThat(log).hasSize(1).allMatch(line -> line.contains("APERTURE-510"));
    }

    private static void failed(Flow flow) {
        flow.fail(new Exception());
        flow.close();
    }

    private static final class ListHandler extends Handler {

        private final List<String> log;

        ListHandler(List<String> log) {
            this.log = log;
        }

        @Override
        public void publish(LogRecord line) {
            log.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private record Broken(Failing where) implements FlowObserver {

        private void fail(Failing here) {
            if (here == where) {
                throw new AssertionError("broken");
            }
        }

        @Override
        public void opened(java.util.function.Supplier<FlowControlStatus> status) {
            fail(Failing.OPENED);
        }

        @Override
        public Observation asking(String controlPoint) {
            fail(Failing.ASKING);
            return new Observation() {
                @Override
                public void decided(Decision decision, boolean runs, long nanos) {
                    fail(Failing.DECIDED);
                }

                @Override
                public void failed(String errorType) {
                    fail(Failing.FAILED);
                }

                @Override
                public void ended(FlowStatus status, long nanos) {
                    fail(Failing.ENDED);
                }
            };
        }

        @Override
        public void close() {
            fail(Failing.CLOSE);
        }
    }
}
