package io.github.aperturecdi.flow.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.OnUnreachable;
import io.github.aperturecdi.flow.spi.EndedFlow;
import io.github.aperturecdi.internal.health.AgentCheck;
import io.github.aperturecdi.internal.health.StartedApplication;
import io.github.aperturecdi.proto.check.v1.CheckRequest;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.testing.LoggedMessages;
import io.github.aperturecdi.testing.Replies;
import io.github.aperturecdi.testing.ScriptedAgent;
import io.grpc.Context;
import io.grpc.Deadline;
import jakarta.enterprise.event.Startup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Readiness while an agent takes connections and answers nothing. */
@Tag("long")
@Timeout(120)
class HungAgentTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final ScriptedAgent agent = ScriptedAgent.start();
    private final FlowControl flows =
            FlowControl.builder()
                    .agent(AgentLink.open(new AgentEndpoint(agent.address(), true, null)))
                    .onUnreachable(OnUnreachable.REJECT)
                    .timeout(Duration.ofMillis(100))
                    .build();
    private final StartedApplication application = new StartedApplication();
    private final AgentCheck readiness = new AgentCheck(application);

    @BeforeEach
    void start() {
        application.start(new Startup(), flows);
    }

    @AfterEach
    void close() {
        flows.close();
        agent.close();
    }

    private boolean up() {
        return readiness.call().getStatus() == Status.UP;
    }

    private void ask() {
        flows.start(FlowRequest.at("checkout").label("user", "bob").build()).close();
    }

    private void hang() {
        await().until(this::up);
        agent.at("checkout", request -> null);
        await().until(
                        () -> {
                            ask();
                            return !up();
                        });
    }

    @Test
    void once_it_is_lost_no_look_finds_it_ready_until_there_is_an_answer() {
        hang();
        for (int i = 0; i < 200; i++) {
            assertThat(up()).as("look %s", i).isFalse();
            if (i % 40 == 0) {
                ask();
            }
        }
        // Past the time when the next call may ask: nobody has answered yet.
        int asked = agent.checks().size();
        await().until(
                        () -> {
                            assertThat(up()).isFalse();
                            return agent.checks().size() > asked + 1;
                        });
        assertThat(up()).isFalse();
    }

    /** Who is not ready gets no calls. */
    @Test
    void a_look_finds_out_that_it_answers_again() {
        hang();
        agent.reset();
        await().until(this::up);
        // It asked what no limit counts, and where it had got no answer. A late call may be there.
        assertThat(agent.checks())
                .filteredOn(check -> !check.containsLabels("user"))
                .isNotEmpty()
                .allMatch(CheckRequest::getRampMode)
                .allMatch(check -> check.getLabelsCount() == 0)
                .allMatch(check -> check.getControlPoint().equals("checkout"));
    }

    @Test
    void health_checks_probe_once_a_second_and_do_not_wait() {
        List<FlowRequest> asked = new ArrayList<>();
        AtomicLong now = new AtomicLong();
        HealthProbe probe =
                new HealthProbe(
                        (request, timeout) -> {
                            asked.add(request);
                            return new CompletableFuture<>();
                        },
                        end -> {},
                        now::get);
        probe.ask();
        assertThat(asked).as("nobody has asked anything yet").isEmpty();
        probe.unanswered("checkout", Duration.ofMillis(100));
        for (int i = 0; i < 100; i++) {
            probe.ask();
        }
        assertThat(asked).hasSize(1);
        now.set(SECOND - 1);
        probe.ask();
        assertThat(asked).hasSize(1);
        now.set(SECOND);
        probe.ask();
        assertThat(asked).hasSize(2);
    }

    /** An answer that comes later is of no use to the application. */
    @Test
    void a_look_asks_with_the_timeout_of_the_call_that_got_no_answer() {
        List<Duration> timeouts = new ArrayList<>();
        AtomicLong now = new AtomicLong();
        HealthProbe probe =
                new HealthProbe(
                        (request, timeout) -> {
                            timeouts.add(timeout);
                            return new CompletableFuture<>();
                        },
                        end -> {},
                        now::get);
        for (Duration timeout : List.of(Duration.ofMillis(100), Duration.ofDays(1))) {
            probe.unanswered("checkout", timeout);
            probe.ask();
            now.addAndGet(SECOND);
        }
        assertThat(timeouts).containsExactly(Duration.ofMillis(100), Duration.ofSeconds(30));
    }

    /**
     * Only late answers make it ready: one at once, and the next ones after 1, 2, 4 and 8 seconds.
     * Who is not ready gets no calls, so all of these are answers to looks.
     */
    @Test
    void an_agent_that_answers_only_after_the_timeout_is_not_ready() {
        await().until(this::up);
        agent.at(
                "checkout",
                request -> {
                    Deadline late = Deadline.after(200, TimeUnit.MILLISECONDS);
                    await().until(late::isExpired);
                    return CheckResponse.getDefaultInstance();
                });
        long begin = System.nanoTime();
        try (LoggedMessages log = new LoggedMessages(AgentLink.class.getName())) {
            await().atMost(Duration.ofSeconds(100))
                    .until(
                            () -> {
                                if (up()) {
                                    ask();
                                }
                                return log.messages().stream()
                                                .filter(line -> line.contains("APERTURE-304"))
                                                .count()
                                        >= 5;
                            });
        }
        assertThat(System.nanoTime() - begin).isGreaterThan(15 * SECOND);
    }

    @Test
    void what_an_answer_to_a_look_hands_out_goes_back() {
        List<EndedFlow> ended = new ArrayList<>();
        FlowRequest request = FlowRequest.at("checkout").build();
        Decision holding = Ends.decision(Replies.holding("held"), request);
        HealthProbe probe =
                new HealthProbe(
                        (question, timeout) -> CompletableFuture.completedFuture(holding),
                        ended::add,
                        () -> 0);
        probe.unanswered("checkout", Duration.ofMillis(100));
        probe.ask();
        assertThat(ended).singleElement().extracting(Ends::requestId).isEqualTo("held");
    }

    /** All of them have less time than the timeout, so no time is ever up. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void it_is_lost_as_well_when_every_caller_gives_up_first(boolean waits) {
        await().until(this::up);
        agent.at("checkout", request -> null);
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        try (LoggedMessages log = new LoggedMessages(AgentLink.class.getName())) {
            await().until(
                            () -> {
                                askInAHurry(waits, timer);
                                return !up();
                            });
            assertThat(log.messages()).anyMatch(line -> line.contains("APERTURE-303"));
            assertThat(flows.start(FlowRequest.at("checkout").build()).decision())
                    .isEqualTo(Decision.unreachable());
            agent.reset();
            await().until(this::up);
        } finally {
            timer.shutdownNow();
        }
    }

    private void askInAHurry(boolean waits, ScheduledExecutorService timer) {
        Context.current()
                .withDeadline(Deadline.after(30, TimeUnit.MILLISECONDS), timer)
                .run(
                        () -> {
                            FlowRequest request = FlowRequest.at("checkout").build();
                            Flow flow =
                                    waits ? flows.start(request) : flows.startAsync(request).join();
                            flow.close();
                        });
    }
}
