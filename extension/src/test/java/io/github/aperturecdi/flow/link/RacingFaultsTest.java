package io.github.aperturecdi.flow.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.InflightToken;
import io.github.aperturecdi.proto.check.v1.CheckResponse.RejectReason;
import io.github.aperturecdi.testing.FaultyProxy;
import io.github.aperturecdi.testing.FaultyProxy.Mode;
import io.github.aperturecdi.testing.LiveThreads;
import io.github.aperturecdi.testing.Replies;
import io.github.aperturecdi.testing.ScriptedAgent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Many flows on many threads while the network fails at random: none is lost, none hangs. */
class RacingFaultsTest {

    private static final System.Logger LOG = System.getLogger(RacingFaultsTest.class.getName());

    private static final FlowRequest ANY = FlowRequest.at("any").build();
    private static final int FLOWS = 100_000;
    private static final int THREADS = 8;
    private static final Duration TIMEOUT = Duration.ofMillis(20);
    private static final Duration WATCHDOG = Duration.ofMinutes(3);

    private final AtomicLong requestIds = new AtomicLong();
    private final AtomicLong ran = new AtomicLong();
    private final AtomicLong cancelled = new AtomicLong();

    @Test
    void every_flow_that_started_ended_once_and_no_thread_is_left() {
        Set<Thread> before = LiveThreads.now();
        long start = System.nanoTime();
        try (ScriptedAgent agent = ScriptedAgent.start();
                FaultyProxy proxy = new FaultyProxy(agent.port())) {
            agent.at("held", request -> Replies.holding("held-" + requestIds.incrementAndGet()));
            agent.at("refused", Replies.rejected(RejectReason.REJECT_REASON_NO_TOKENS).build());
            AgentLink link =
                    AgentLink.open(
                            new AgentEndpoint(proxy.address(), true, null),
                            new Breaker(5, Duration.ofMillis(20)));
            Counted counted = new Counted(link);
            FlowControl flows = FlowControl.builder().agent(counted).timeout(TIMEOUT).build();
            Thread faults = fail(proxy);
            try {
                assertTimeoutPreemptively(WATCHDOG, () -> race(flows));
            } finally {
                faults.interrupt();
            }
            join(faults);
            proxy.mode(Mode.FORWARD);
            await().atMost(WATCHDOG)
                    .until(
                            () -> {
                                try (Flow flow = flows.start(FlowRequest.at("refused").build())) {
                                    return flow.decision().type() == Decision.Type.REJECTED;
                                }
                            });
            assertTimeoutPreemptively(WATCHDOG, flows::close);
            report(start, counted, agent, link);
            assertThat(counted.ended()).isEqualTo(counted.started()).isPositive();
            assertThat(counted.endedTwice()).isZero();
            assertThat(counted.started()).isGreaterThan(FLOWS / 100);
            // What was held was given back, or the span asks for it, or the span is known to be
            // lost.
            Set<String> lost = counted.held();
            lost.removeAll(agent.givenBack());
            lost.removeAll(askedForBySpan(agent));
            assertThat((long) lost.size()).isLessThanOrEqualTo(link.droppedTelemetry());
        }
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(LiveThreads.since(before)).isEmpty());
    }

    private static Set<String> askedForBySpan(ScriptedAgent agent) {
        return agent.spans().stream()
                .map(TelemetryTest::checkResponse)
                .filter(shown -> !shown.getExpectEnd())
                .flatMap(shown -> Wire.decision(shown, ANY).inflight().stream())
                .map(InflightToken::requestId)
                .collect(Collectors.toSet());
    }

    private void report(long start, Counted counted, ScriptedAgent agent, AgentLink link) {
        long millis = (System.nanoTime() - start) / 1_000_000;
        LOG.log(
                System.Logger.Level.INFO,
                FLOWS
                        + " flows in "
                        + millis
                        + " ms, "
                        + FLOWS * 1000L / millis
                        + "/s; decided "
                        + counted.started()
                        + ", ran "
                        + ran
                        + ", cancelled "
                        + cancelled
                        + ", spans "
                        + agent.spans().size()
                        + ", spans dropped "
                        + link.droppedTelemetry()
                        + ", given back "
                        + agent.givenBack().size());
    }

    private static Thread fail(FaultyProxy proxy) {
        Thread thread =
                new Thread(
                        () -> {
                            SplittableRandom random = new SplittableRandom(1);
                            Mode[] modes = Mode.values();
                            while (!Thread.interrupted()) {
                                boolean fault = random.nextInt(3) == 0;
                                proxy.mode(
                                        fault ? modes[random.nextInt(modes.length)] : Mode.FORWARD);
                                LockSupport.parkNanos(random.nextLong(100_000_000));
                            }
                        },
                        "faulty-proxy-chance");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void race(FlowControl flows) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            SplittableRandom random = new SplittableRandom(i);
            Thread thread = new Thread(() -> race(flows, random), "racer-" + i);
            threads.add(thread);
            thread.start();
        }
        threads.forEach(RacingFaultsTest::join);
    }

    private void race(FlowControl flows, SplittableRandom random) {
        String[] controlPoints = {"held", "refused", "free"};
        for (int i = 0; i < FLOWS / THREADS; i++) {
            FlowRequest request =
                    FlowRequest.at(controlPoints[random.nextInt(3)]).label("i", "" + i).build();
            if (random.nextInt(4) > 0) {
                run(flows.start(request));
                continue;
            }
            CompletableFuture<Flow> flow = flows.startAsync(request);
            if (random.nextInt(4) == 0 && flow.cancel(false)) {
                cancelled.incrementAndGet();
            } else {
                flow.thenAccept(this::run).join();
            }
        }
    }

    private void run(Flow flow) {
        try (flow) {
            if (flow.shouldRun()) {
                ran.incrementAndGet();
            }
            if (flow.decision().type() == Decision.Type.UNREACHABLE) {
                // Or all flows would be over before the agent is back once.
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
