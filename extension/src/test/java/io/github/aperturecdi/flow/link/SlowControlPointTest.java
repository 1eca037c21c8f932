package io.github.aperturecdi.flow.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.internal.Breaker;
import io.github.aperturecdi.proto.check.v1.CheckRequest;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.FlowControlServiceGrpc.FlowControlServiceImplBase;
import io.github.aperturecdi.testing.ScriptedAgent;
import io.grpc.Context;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.okhttp.OkHttpServerBuilder;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One control point whose decisions take long does not disarm the others. */
@Tag("long")
@Timeout(120)
class SlowControlPointTest {

    private static final Duration SHORT = Duration.ofMillis(120);
    private static final Duration LONG = Duration.ofSeconds(40);

    private static final FlowRequest REPORTS = FlowRequest.at("reports").build();
    private static final FlowRequest SEARCH = FlowRequest.at("search").build();

    private final ScriptedAgent agent = ScriptedAgent.start();
    private final AgentLink link = AgentLink.open(new AgentEndpoint(agent.address(), true, null));

    @AfterEach
    void close() {
        link.close();
        agent.close();
    }

    @Test
    void the_others_are_decided_while_one_is_never_answered_in_time() {
        agent.at("reports", request -> null);
        for (int i = 0; i < 20; i++) {
            assertThat(link.check(REPORTS, SHORT)).isEqualTo(Decision.unreachable());
            assertThat(link.check(SEARCH, LONG).type()).isEqualTo(Decision.Type.ADMITTED);
        }
    }

    @Test
    void the_others_are_decided_after_a_row_of_calls_that_were_not_answered() {
        agent.at("reports", request -> null);
        for (int i = 0; i < 20; i++) {
            link.check(REPORTS, SHORT);
        }
        for (int i = 0; i < 100; i++) {
            assertThat(link.check(SEARCH, LONG).type()).isEqualTo(Decision.Type.ADMITTED);
        }
    }

    @Test
    void the_others_are_decided_after_many_calls_at_once_that_were_not_answered() {
        agent.at("reports", request -> null);
        for (int i = 0; i < 200; i++) {
            link.checkAsync(REPORTS, SHORT);
        }
        await().until(() -> link.checkAsync(REPORTS, SHORT).join() == Decision.unreachable());
        CompletableFuture<?>[] searches = new CompletableFuture<?>[100];
        for (int i = 0; i < searches.length; i++) {
            searches[i] =
                    link.checkAsync(SEARCH, LONG)
                            .thenAccept(
                                    made ->
                                            assertThat(made.type())
                                                    .isEqualTo(Decision.Type.ADMITTED));
        }
        assertThat(CompletableFuture.allOf(searches)).succeedsWithin(LONG);
    }

    @Test
    void the_others_are_decided_after_a_caller_of_theirs_gave_up() throws Exception {
        await().atMost(LONG).until(link::connected);
        agent.at("reports", request -> null);
        await().atMost(LONG)
                .until(
                        () -> {
                            link.check(REPORTS, SHORT);
                            return !link.connected();
                        });
        CountDownLatch slow = new CountDownLatch(1);
        agent.at(
                "search",
                request -> {
                    GivingUpTest.awaitUninterruptibly(slow);
                    return CheckResponse.getDefaultInstance();
                });
        try {
            Context.CancellableContext caller = Context.current().withCancellation();
            CompletableFuture<Decision> asked = caller.call(() -> link.checkAsync(SEARCH, LONG));
            await().until(() -> agent.checks("search").size() == 1);
            caller.cancel(null);
            assertThat(asked.join()).isEqualTo(Decision.callerGone());
            agent.at("search", request -> CheckResponse.getDefaultInstance());
            assertThat(link.check(SEARCH, LONG).type()).isEqualTo(Decision.Type.ADMITTED);
        } finally {
            slow.countDown();
        }
    }

    /** Reports ask all the time, and search seldom. */
    @Test
    void a_slow_one_does_not_win_every_probe_after_an_outage() {
        agent.at("reports", request -> null);
        agent.at("search", request -> null);
        await().atMost(LONG)
                .until(
                        () -> {
                            link.check(REPORTS, SHORT);
                            link.check(SEARCH, SHORT);
                            return !link.connected();
                        });
        agent.at("search", request -> CheckResponse.getDefaultInstance());
        await().atMost(LONG)
                .until(
                        () -> {
                            for (int i = 0; i < 1_000; i++) {
                                link.checkAsync(REPORTS, SHORT);
                            }
                            return link.check(SEARCH, SHORT).type() == Decision.Type.ADMITTED;
                        });
    }

    @Test
    void a_probe_with_a_long_timeout_keeps_the_others_away_no_longer() throws Exception {
        agent.at("reports", request -> null);
        agent.at("search", request -> null);
        await().atMost(LONG)
                .until(
                        () -> {
                            link.check(REPORTS, SHORT);
                            link.check(SEARCH, SHORT);
                            return !link.connected();
                        });
        agent.at("search", request -> CheckResponse.getDefaultInstance());
        int before = agent.checks("reports").size();
        await().atMost(LONG)
                .until(
                        () -> {
                            CompletableFuture<Decision> asked =
                                    link.checkAsync(REPORTS, Duration.ofHours(1));
                            return !asked.isDone();
                        });
        await().atMost(LONG).until(() -> agent.checks("reports").size() > before);
        // Nobody but the probe waits for an hour.
        await().atMost(LONG)
                .until(() -> link.check(SEARCH, SHORT).type() == Decision.Type.ADMITTED);
        assertThat(link.check(SEARCH, LONG).type()).isEqualTo(Decision.Type.ADMITTED);
    }

    /** As many proxies do. Calls that nobody waits for any more must not be all of them. */
    @ParameterizedTest
    @ValueSource(ints = {100, 10, 1})
    void the_others_are_decided_over_a_connection_that_takes_a_bounded_number_of_calls_at_once(
            int atOnce) throws Exception {
        decidedOverABoundedConnection(atOnce, SHORT);
    }

    /** Shorter than the time after which a connection counts as full. */
    @ParameterizedTest
    @ValueSource(ints = {100, 10, 1})
    void the_others_are_decided_over_such_a_connection_when_all_timeouts_are_short(int atOnce)
            throws Exception {
        decidedOverABoundedConnection(atOnce, Duration.ofMillis(10));
    }

    private static void decidedOverABoundedConnection(int atOnce, Duration timeout)
            throws Exception {
        AtomicInteger reports = new AtomicInteger();
        Server bounded =
                OkHttpServerBuilder.forPort(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                InsecureServerCredentials.create())
                        .maxConcurrentCallsPerConnection(atOnce)
                        .addService(
                                new FlowControlServiceImplBase() {
                                    @Override
                                    public void check(
                                            CheckRequest request,
                                            StreamObserver<CheckResponse> reply) {
                                        if (request.getControlPoint().equals("search")
                                                || reports.getAndIncrement() == 0) {
                                            reply.onNext(CheckResponse.getDefaultInstance());
                                            reply.onCompleted();
                                        }
                                    }
                                })
                        .build()
                        .start();
        // So many late answers, and the connection is replaced: that would help as well.
        Breaker patient = new Breaker(Integer.MAX_VALUE, Duration.ofSeconds(1));
        AgentEndpoint endpoint = new AgentEndpoint("localhost:" + bounded.getPort(), true, null);
        try (AgentLink other = AgentLink.open(endpoint, patient)) {
            assertThat(other.check(REPORTS, LONG).type()).isEqualTo(Decision.Type.ADMITTED);
            report(other, 200, timeout);
            other.check(SEARCH, timeout);
            for (int i = 0; i < 10; i++) {
                report(other, 30, timeout);
                assertThat(other.check(SEARCH, Duration.ofSeconds(10)).type())
                        .isEqualTo(Decision.Type.ADMITTED);
            }
        } finally {
            bounded.shutdownNow();
            bounded.awaitTermination();
        }
    }

    private static void report(AgentLink link, int calls, Duration timeout) {
        CompletableFuture<?>[] reports = new CompletableFuture<?>[calls];
        for (int i = 0; i < calls; i++) {
            reports[i] = link.checkAsync(REPORTS, timeout);
        }
        CompletableFuture.allOf(reports).join();
    }
}
