package io.github.aperturecdi.flow.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.spi.InflightToken;
import io.github.aperturecdi.internal.Breaker;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.CheckResponse.RejectReason;
import io.github.aperturecdi.proto.otlp.trace.v1.Span;
import io.github.aperturecdi.testing.FaultyProxy;
import io.github.aperturecdi.testing.FaultyProxy.Mode;
import io.github.aperturecdi.testing.LiveThreads;
import io.github.aperturecdi.testing.Replies;
import io.github.aperturecdi.testing.ScriptedAgent;
import io.grpc.Status;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many flows on many threads while the network fails at random: none is lost, none hangs. */
@Tag("long")
class RacingFaultsTest {

    private static final System.Logger LOG = System.getLogger(RacingFaultsTest.class.getName());

    private static final FlowRequest ANY = FlowRequest.at("any").build();

    private static final int FLOWS = 100_000;

    /** So many are decided at least, however many are not. */
    private static final int DECIDED = 20_000;

    /** So many after the faults, of which none may be lost. */
    private static final int CALM = 100;

    private static final int THREADS = 8;
    private static final Duration TIMEOUT = Duration.ofMillis(20);
    private static final Duration WATCHDOG = Duration.ofMinutes(3);

    private final AtomicLong requestIds = new AtomicLong();
    private final AtomicLong all = new AtomicLong();
    private final AtomicLong ran = new AtomicLong();
    private final AtomicLong cancelled = new AtomicLong();

    @Test
    void every_flow_that_started_ended_once_and_no_thread_is_left() {
        Set<Thread> before = LiveThreads.now();
        long start = System.nanoTime();
        try (ScriptedAgent agent = ScriptedAgent.start();
                FaultyProxy proxy = new FaultyProxy(agent.port())) {
            agent.at("held", request -> Replies.holding("held-" + requestIds.incrementAndGet()));
            agent.at("exhausted", request -> exhausted());
            agent.at("refused", Replies.rejected(RejectReason.REJECT_REASON_NO_TOKENS).build());
            AgentLink link =
                    AgentLink.open(
                            new AgentEndpoint(proxy.address(), true, null),
                            new Breaker(5, Duration.ofMillis(20)));
            Counted counted = new Counted(link);
            FlowControl flows = FlowControl.builder().agent(counted).timeout(TIMEOUT).build();
            Thread faults = fail(proxy, agent);
            try {
                assertTimeoutPreemptively(WATCHDOG, () -> race(flows, counted));
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
            assertNothingIsLostAnyMore(flows, link, agent);
            assertThat(flows.status().activeFlows()).isZero();
            assertTimeoutPreemptively(WATCHDOG, flows::close);
            report(start, counted, agent, link);
            assertThat(counted.ended())
                    .isEqualTo(counted.started())
                    .isGreaterThanOrEqualTo(DECIDED);
            assertThat(counted.endedTwice()).isZero();
            assertAccountedFor(counted, agent, link.droppedTelemetry());
        }
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(LiveThreads.since(before)).isEmpty());
    }

    /**
     * What was held was given back, or the flow's span asks for it, or there is no span, which is
     * counted; and then it is not counted for one that held nothing.
     */
    private static void assertAccountedFor(Counted counted, ScriptedAgent agent, long dropped) {
        Set<String> asked = new HashSet<>();
        Set<String> shown = new HashSet<>();
        long free = 0;
        for (Span span : agent.spans()) {
            CheckResponse receipt = TelemetryTest.checkResponse(span);
            List<InflightToken> inflight = Ends.decision(receipt, ANY).inflight();
            free += inflight.isEmpty() ? 1 : 0;
            inflight.forEach(token -> shown.add(token.requestId()));
            if (!receipt.getExpectEnd()) {
                inflight.forEach(token -> asked.add(token.requestId()));
            }
        }
        Set<String> lost = counted.held();
        lost.removeAll(agent.givenBack());
        lost.removeAll(asked);
        assertThat(lost).doesNotContainAnyElementsOf(shown);
        long unheardFree = Math.max(0, counted.ended() - counted.held().size() - free);
        assertThat(lost.size() + unheardFree).isLessThanOrEqualTo(dropped);
    }

    /** What ends after the faults is given back and reported: it may not be dropped and counted. */
    private static void assertNothingIsLostAnyMore(
            FlowControl flows, AgentLink link, ScriptedAgent agent) {
        // Those of the faults may still wait for an answer, and they travel with what follows.
        await().atMost(WATCHDOG).until(() -> link.pendingEnds() == 0);
        AtomicLong ids = new AtomicLong();
        agent.at("calm", request -> Replies.holding("calm-" + ids.incrementAndGet()));
        Set<String> calm = new HashSet<>();
        while (calm.size() < CALM) {
            // On a slow machine, one is not decided in time now and then.
            try (Flow flow = flows.start(FlowRequest.at("calm").build())) {
                flow.decision().inflight().forEach(token -> calm.add(token.requestId()));
            }
        }
        await().atMost(WATCHDOG).until(() -> agent.givenBack().containsAll(calm));
        await().atMost(WATCHDOG)
                .until(
                        () ->
                                agent.spans().stream()
                                        .flatMap(
                                                span ->
                                                        Ends.decision(
                                                                TelemetryTest.checkResponse(span),
                                                                ANY)
                                                                .inflight()
                                                                .stream())
                                        .map(InflightToken::requestId)
                                        .collect(Collectors.toSet())
                                        .containsAll(calm));
    }

    /** As a gateway before the agent does that has enough. */
    private static CheckResponse exhausted() {
        throw Status.RESOURCE_EXHAUSTED.asRuntimeException();
    }

    private void report(long start, Counted counted, ScriptedAgent agent, AgentLink link) {
        long millis = (System.nanoTime() - start) / 1_000_000;
        LOG.log(
                System.Logger.Level.INFO,
                all
                        + " flows in "
                        + millis
                        + " ms, "
                        + all.get() * 1000 / millis
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

    private static Thread fail(FaultyProxy proxy, ScriptedAgent agent) {
        Thread thread =
                new Thread(
                        () -> {
                            SplittableRandom random = new SplittableRandom(1);
                            Mode[] modes = Mode.values();
                            while (!Thread.interrupted()) {
                                boolean fault = random.nextInt(3) == 0;
                                proxy.mode(
                                        fault ? modes[random.nextInt(modes.length)] : Mode.FORWARD);
                                if (random.nextInt(10) == 0) {
                                    agent.sayGoodbye();
                                    agent.kill();
                                    restart(agent, proxy);
                                }
                                LockSupport.parkNanos(random.nextLong(100_000_000));
                            }
                        },
                        "faulty-proxy-chance");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** While nobody listens, a connection to the port may get it for its own end. */
    private static void restart(ScriptedAgent agent, FaultyProxy proxy) {
        while (true) {
            try {
                agent.restart();
                return;
            } catch (UncheckedIOException e) {
                proxy.mode(Mode.RESET);
            }
        }
    }

    private void race(FlowControl flows, Counted counted) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            SplittableRandom random = new SplittableRandom(i);
            Thread thread = new Thread(() -> race(flows, counted, random), "racer-" + i);
            threads.add(thread);
            thread.start();
        }
        threads.forEach(RacingFaultsTest::join);
    }

    private void race(FlowControl flows, Counted counted, SplittableRandom random) {
        String[] controlPoints = {"held", "held", "refused", "free", "exhausted"};
        while (all.get() < FLOWS || counted.started() < DECIDED) {
            long i = all.incrementAndGet();
            FlowRequest request =
                    FlowRequest.at(controlPoints[random.nextInt(controlPoints.length)])
                            .label("i", "" + i)
                            .build();
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
                // Leaves the others something of the machine.
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
