package io.github.aperturecdi.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.testing.LoggedMessages;
import io.github.aperturecdi.testing.StubAgent;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** When somebody is reminded of an agent that is lost. */
class UndecidedTest {

    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final Undecided undecided = new Undecided();

    @Test
    void it_reminds_every_ten_minutes_and_says_how_many_ran() {
        long start = Long.MAX_VALUE - 3 * MINUTE; // The clock may run over.
        assertThat(undecided.undecided(true, start)).isNull();
        assertThat(undecided.undecided(true, start + 9 * MINUTE)).isNull();
        assertThat(undecided.undecided(false, start + 10 * MINUTE))
                .isEqualTo(new Undecided.Reminder(Duration.ofMinutes(10), 2, 1));
        assertThat(undecided.undecided(true, start + 19 * MINUTE)).isNull();
        assertThat(undecided.undecided(true, start + 20 * MINUTE))
                .isEqualTo(new Undecided.Reminder(Duration.ofMinutes(20), 4, 1));
    }

    @Test
    void no_thread_holds_up_another_one() throws Exception {
        undecided.undecided(true, 0);
        CompletableFuture.runAsync(() -> undecided.decided(Decision.admitted()))
                .get(60, TimeUnit.SECONDS);
        undecided.undecided(true, 1);
        assertThat(
                        CompletableFuture.supplyAsync(
                                        () -> undecided.undecided(true, 1 + 10 * MINUTE))
                                .get(60, TimeUnit.SECONDS))
                .isEqualTo(new Undecided.Reminder(Duration.ofMinutes(10), 2, 0));
    }

    @Test
    void a_decision_ends_the_series() {
        undecided.undecided(true, 0);
        undecided.decided(Decision.admitted());
        assertThat(undecided.undecided(true, 10 * MINUTE)).isNull();
        assertThat(undecided.undecided(true, 20 * MINUTE))
                .isEqualTo(new Undecided.Reminder(Duration.ofMinutes(10), 2, 0));
    }

    /** A client that gives up in an outage would keep the operator from hearing of it. */
    @Test
    void what_this_side_decides_does_not_end_the_series() {
        undecided.undecided(true, 0);
        undecided.decided(Decision.callerGone());
        undecided.decided(Decision.notAsked());
        undecided.decided(Decision.tooLarge());
        assertThat(undecided.undecided(true, 10 * MINUTE))
                .isEqualTo(new Undecided.Reminder(Duration.ofMinutes(10), 2, 0));
    }

    @Test
    void a_reminder_names_the_agent_and_the_numbers() {
        assertThat(
                        FlowTexts.undecided(
                                "agent:8089", new Undecided.Reminder(Duration.ofHours(1), 70, 5)))
                .startsWith("APERTURE-521")
                .contains("agent:8089", "60 minutes", "70 flows ran unprotected", "5 were refused");
    }

    @Test
    void flows_without_a_decision_are_reported_every_ten_minutes_until_there_is_one() {
        StubAgent agent = new StubAgent();
        AtomicLong now = new AtomicLong();
        FlowControlBuilder builder = FlowControl.builder().agent(agent);
        builder.ticker = now::get;
        try (LoggedMessages log = new LoggedMessages(FlowControl.class.getName());
                FlowControl flows = builder.build()) {
            agent.decision = Decision.unreachable();
            flows.start(FlowRequest.at("checkout").build()).close();
            now.addAndGet(10 * MINUTE);
            flows.start(FlowRequest.at("checkout").build()).close();
            assertThat(log.messages())
                    .singleElement()
                    .asString()
                    .startsWith("WARNING APERTURE-521")
                    .contains("embedded", "10 minutes", "2 flows ran unprotected");

            agent.decision = Decision.admitted();
            flows.start(FlowRequest.at("checkout").build()).close();
            agent.decision = Decision.unreachable();
            now.addAndGet(10 * MINUTE);
            flows.start(FlowRequest.at("checkout").build()).close();
            assertThat(log.messages()).as("a decision ends the series").hasSize(1);
        }
    }

    /** The loss itself is logged elsewhere. */
    @Test
    void nothing_is_said_of_a_few_flows_without_a_decision() {
        StubAgent agent = new StubAgent();
        agent.decision = Decision.unreachable();
        try (LoggedMessages log = new LoggedMessages(FlowControl.class.getName());
                FlowControl flows = FlowControl.builder().agent(agent).build()) {
            for (int i = 0; i < 1_000; i++) {
                flows.start(FlowRequest.at("checkout").build()).close();
            }
            assertThat(log.messages()).isEmpty();
        }
    }
}
