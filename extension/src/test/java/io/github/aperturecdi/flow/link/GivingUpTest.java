package io.github.aperturecdi.flow.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.FlowRejection;
import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.proto.check.v1.CheckRequest;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.FlowControlServiceGrpc.FlowControlServiceImplBase;
import io.github.aperturecdi.proto.check.v1.FlowEndRequest;
import io.github.aperturecdi.proto.check.v1.FlowEndResponse;
import io.github.aperturecdi.testing.FaultyProxy;
import io.github.aperturecdi.testing.Replies;
import io.github.aperturecdi.testing.ScriptedAgent;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.okhttp.OkHttpServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A caller that gives up is not an agent that is away: it gets no run by it. */
@Tag("long")
@Timeout(120)
class GivingUpTest {

    private static final Duration LONG = Duration.ofSeconds(40);
    private static final Duration TWO_SECONDS = Duration.ofSeconds(2);

    /** The ways to start a flow. */
    enum Way {
        WAITING(FlowControl::start),
        NOT_WAITING((flows, request) -> flows.startAsync(request).join());

        private final BiFunction<FlowControl, FlowRequest, Flow> start;

        Way(BiFunction<FlowControl, FlowRequest, Flow> start) {
            this.start = start;
        }
    }

    private final ScriptedAgent agent = ScriptedAgent.start();
    private final FaultyProxy proxy = new FaultyProxy(agent.port());
    private final FlowControl flows =
            FlowControl.builder()
                    .agent(AgentLink.open(new AgentEndpoint(proxy.address(), true, null)))
                    .timeout(LONG)
                    .build();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger admissions = new AtomicInteger();

    @AfterEach
    void close() {
        proxy.mode(FaultyProxy.Mode.FORWARD);
        flows.close();
        proxy.close();
        agent.close();
        timer.shutdownNow();
    }

    private static FlowRequest request() {
        return FlowRequest.at("limited").build();
    }

    /** A limit of one for ever. */
    private void limitToOne() {
        agent.at(
                "limited",
                request ->
                        admissions.getAndIncrement() == 0
                                ? Replies.holding("first")
                                : Replies.rateLimited(Duration.ofHours(1), "p"));
    }

    private static RejectReason reason(Flow flow) {
        return flow.rejection().map(FlowRejection::reason).orElseThrow();
    }

    @ParameterizedTest
    @EnumSource
    void work_in_a_context_that_was_cancelled_before_is_limited(Way way) {
        limitToOne();
        Context.CancellableContext over = Context.current().withCancellation();
        over.cancel(null);
        assertLimited(way, over);
    }

    @ParameterizedTest
    @EnumSource
    void work_in_a_context_whose_deadline_has_passed_before_is_limited(Way way) {
        limitToOne();
        Context.CancellableContext over =
                Context.current().withDeadline(Deadline.after(-1, TimeUnit.SECONDS), timer);
        assertLimited(way, over);
    }

    /** Its timer is busy, so the context does not know yet that it is over. */
    @ParameterizedTest
    @EnumSource
    void work_in_a_context_whose_timer_is_late_is_limited(Way way) {
        limitToOne();
        timer.shutdownNow();
        ScheduledExecutorService stuck = Executors.newSingleThreadScheduledExecutor();
        CountDownLatch release = new CountDownLatch(1);
        stuck.execute(() -> awaitUninterruptibly(release));
        try {
            Deadline deadline = Deadline.after(1, TimeUnit.MILLISECONDS);
            Context.CancellableContext over = Context.current().withDeadline(deadline, stuck);
            await().until(deadline::isExpired);
            assertLimited(way, over);
        } finally {
            release.countDown();
            stuck.shutdownNow();
        }
    }

    private void assertLimited(Way way, Context over) {
        AtomicInteger ran = new AtomicInteger();
        for (int i = 0; i < 200; i++) {
            over.run(
                    () -> {
                        try (Flow flow = way.start.apply(flows, request())) {
                            if (flow.shouldRun()) {
                                ran.incrementAndGet();
                            }
                        }
                    });
        }
        assertThat(ran).hasValue(1);
        assertThat(agent.checks()).hasSize(200);
    }

    @ParameterizedTest
    @EnumSource
    void a_caller_that_is_cancelled_during_the_check_does_not_run(Way way) throws Exception {
        agent.at("limited", request -> null);
        Context.CancellableContext caller = Context.current().withCancellation();
        CompletableFuture<Flow> flow =
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return caller.call(() -> way.start.apply(flows, request()));
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        });
        await().until(() -> agent.checks().size() == 1);
        caller.cancel(null);
        assertGone(flow.get(60, TimeUnit.SECONDS));
    }

    private static void assertGone(Flow flow) {
        assertThat(flow.shouldRun()).isFalse();
        assertThat(reason(flow).name()).isEqualTo("CALLER_GONE");
        assertThat(flow.rejection().orElseThrow().httpStatus()).isEqualTo(499);
        assertThat(flow.decision().type()).isEqualTo(Decision.Type.REJECTED);
    }

    @ParameterizedTest
    @EnumSource
    void a_caller_whose_deadline_passes_during_the_check_does_not_run(Way way) throws Exception {
        agent.at("limited", request -> null);
        Context.CancellableContext caller =
                Context.current().withDeadline(Deadline.after(3, TimeUnit.SECONDS), timer);
        assertGone(caller.call(() -> way.start.apply(flows, request())));
    }

    /** Who is limited must not choose to be undecided. */
    @ParameterizedTest
    @EnumSource
    void a_deadline_too_short_for_any_answer_runs_nothing(Way way) {
        AtomicInteger ran = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        while (refused.get() < 50) {
            proxy.mode(FaultyProxy.Mode.PAUSE);
            giveUpForASecond(way, ran, refused);
            proxy.mode(FaultyProxy.Mode.FORWARD);
            await().until(() -> decision("free") == Decision.Type.ADMITTED);
        }
        assertThat(ran).hasValue(0);
    }

    /** After two seconds without an answer the agent would be taken for lost. */
    private void giveUpForASecond(Way way, AtomicInteger ran, AtomicInteger refused) {
        long begin = System.nanoTime();
        for (int i = 0; i < 50 && System.nanoTime() - begin < TWO_SECONDS.toNanos() / 2; i++) {
            Context.CancellableContext caller =
                    Context.current().withDeadline(Deadline.after(5, TimeUnit.MILLISECONDS), timer);
            caller.run(
                    () -> {
                        long asking = System.nanoTime();
                        FlowRequest asked = FlowRequest.at("limited").timeout(TWO_SECONDS).build();
                        try (Flow flow = way.start.apply(flows, asked)) {
                            // One that is over before it asks waits, and is not meant here.
                            boolean waited = System.nanoTime() - asking >= TWO_SECONDS.toNanos();
                            if (!flow.shouldRun()) {
                                refused.incrementAndGet();
                            } else if (!waited) {
                                ran.incrementAndGet();
                            }
                        }
                    });
        }
    }

    private Decision.Type decision(String controlPoint) {
        try (Flow flow = flows.start(FlowRequest.at(controlPoint).build())) {
            return flow.decision().type();
        }
    }

    @Test
    void a_thread_that_is_interrupted_during_the_check_does_not_run() throws Exception {
        agent.at("limited", request -> null);
        CompletableFuture<Flow> flow = new CompletableFuture<>();
        CompletableFuture<Boolean> stillInterrupted = new CompletableFuture<>();
        Thread caller =
                new Thread(
                        () -> {
                            flow.complete(flows.start(request()));
                            stillInterrupted.complete(Thread.interrupted());
                        },
                        "caller");
        caller.start();
        await().until(() -> agent.checks().size() == 1);
        caller.interrupt();
        assertGone(flow.get(60, TimeUnit.SECONDS));
        assertThat(stillInterrupted.get(60, TimeUnit.SECONDS)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void what_the_agent_gives_out_to_a_caller_that_has_gone_goes_back(Way way) throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        agent.at(
                "limited",
                request -> {
                    awaitUninterruptibly(gone);
                    return Replies.holding("late");
                });
        Context.CancellableContext caller = Context.current().withCancellation();
        CompletableFuture<Flow> flow =
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return caller.call(() -> way.start.apply(flows, request()));
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        });
        await().until(() -> agent.checks().size() == 1);
        caller.cancel(null);
        assertGone(flow.get(60, TimeUnit.SECONDS));
        gone.countDown();
        await().until(() -> agent.givenBack().contains("late"));
    }

    @Test
    void what_the_agent_gives_out_after_the_future_was_cancelled_goes_back() {
        CountDownLatch gone = new CountDownLatch(1);
        agent.at(
                "limited",
                request -> {
                    awaitUninterruptibly(gone);
                    return Replies.holding("late");
                });
        CompletableFuture<Flow> flow = flows.startAsync(request());
        await().until(() -> agent.checks().size() == 1);
        flow.cancel(false);
        gone.countDown();
        await().until(() -> agent.givenBack().contains("late"));
    }

    /** Where a scheduler decides, the agent is told the caller's deadline, and ends its wait. */
    @Test
    void an_agent_that_is_the_first_to_say_that_the_callers_deadline_has_passed_runs_nothing()
            throws Exception {
        try (AgentLink link = AgentLink.open(new AgentEndpoint(proxy.address(), true, null))) {
            await().until(link::connected);
            agent.at("limited", request -> null);
            CountDownLatch release = new CountDownLatch(1);
            try {
                keepTimersBusy(link, release);
                Deadline deadline = Deadline.after(1, TimeUnit.SECONDS);
                agent.at(
                        "scheduled",
                        request -> {
                            await().until(deadline::isExpired);
                            throw Status.DEADLINE_EXCEEDED.asRuntimeException();
                        });
                FlowRequest scheduled = FlowRequest.at("scheduled").build();
                Decision decision =
                        Context.current()
                                .withDeadline(deadline, timer)
                                .call(() -> link.checkAsync(scheduled, LONG))
                                .get(60, TimeUnit.SECONDS);
                assertThat(decision).isEqualTo(Decision.callerGone());
            } finally {
                release.countDown();
            }
        }
    }

    /** Nobody but the agent tells in time. */
    private void keepTimersBusy(AgentLink link, CountDownLatch release) {
        timer.execute(() -> awaitUninterruptibly(release));
        CountDownLatch busy = new CountDownLatch(1);
        await().until(
                        () -> {
                            link.checkAsync(request(), Duration.ofMillis(50))
                                    .thenAccept(
                                            late -> {
                                                if (Thread.currentThread()
                                                        .getName()
                                                        .equals("aperture-timer")) {
                                                    busy.countDown();
                                                    awaitUninterruptibly(release);
                                                }
                                            });
                            return busy.getCount() == 0;
                        });
    }

    /** A caller that gives up is no failure of the agent. */
    @Test
    void callers_that_give_up_do_not_disarm_the_others() {
        limitToOne();
        agent.at("slow", request -> null);
        for (int i = 0; i < 20; i++) {
            Context.CancellableContext caller =
                    Context.current()
                            .withDeadline(Deadline.after(150, TimeUnit.MILLISECONDS), timer);
            caller.run(() -> flows.start(FlowRequest.at("slow").build()).close());
        }
        flows.start(request()).close();
        assertThat(flows.start(request()).decision().type()).isEqualTo(Decision.Type.REJECTED);
    }

    /** Waiting callers had taken all its places once. That is no reason to listen to no answer. */
    @Test
    void their_tokens_go_back_over_a_connection_that_was_full() throws Exception {
        BlockingQueue<StreamObserver<CheckResponse>> asked = new LinkedBlockingQueue<>();
        Set<String> givenBack = ConcurrentHashMap.newKeySet();
        Server bounded = bounded(10, asked, givenBack);
        AgentEndpoint endpoint = new AgentEndpoint("localhost:" + bounded.getPort(), true, null);
        try (AgentLink link = AgentLink.open(endpoint)) {
            CompletableFuture<?>[] waiting = new CompletableFuture<?>[10];
            for (int i = 0; i < waiting.length; i++) {
                waiting[i] = link.checkAsync(request(), LONG);
            }
            await().atMost(LONG).until(() -> asked.size() == waiting.length);
            assertThat(link.check(request(), Duration.ofMillis(200)))
                    .isEqualTo(Decision.unreachable());
            for (int i = 0; i < waiting.length; i++) {
                answer(asked.take(), CheckResponse.getDefaultInstance());
            }
            CompletableFuture.allOf(waiting).get(60, TimeUnit.SECONDS);
            await().atMost(LONG)
                    .until(
                            () -> {
                                giveUp(link, asked);
                                return givenBack.contains("late");
                            });
            assertThat(link.connected()).isTrue();
        } finally {
            bounded.shutdownNow();
            bounded.awaitTermination();
        }
    }

    /** The agent answers when the caller has left. */
    private static void giveUp(AgentLink link, BlockingQueue<StreamObserver<CheckResponse>> asked)
            throws Exception {
        Context.CancellableContext caller = Context.current().withCancellation();
        CompletableFuture<Decision> decision =
                caller.call(() -> link.checkAsync(request(), TWO_SECONDS));
        StreamObserver<CheckResponse> reply = asked.take();
        caller.cancel(null);
        decision.get(60, TimeUnit.SECONDS);
        answer(reply, Replies.holding("late"));
    }

    private static void answer(StreamObserver<CheckResponse> reply, CheckResponse response) {
        reply.onNext(response);
        reply.onCompleted();
    }

    private static Server bounded(
            int callsAtOnce,
            Queue<StreamObserver<CheckResponse>> asked,
            Collection<String> givenBack)
            throws IOException {
        return OkHttpServerBuilder.forPort(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        InsecureServerCredentials.create())
                .maxConcurrentCallsPerConnection(callsAtOnce)
                .addService(
                        new FlowControlServiceImplBase() {
                            @Override
                            public void check(
                                    CheckRequest request, StreamObserver<CheckResponse> reply) {
                                // Without this, a reply to a call that is over throws.
                                ((ServerCallStreamObserver<?>) reply).setOnCancelHandler(() -> {});
                                asked.add(reply);
                            }

                            @Override
                            public void flowEnd(
                                    FlowEndRequest request, StreamObserver<FlowEndResponse> reply) {
                                request.getInflightRequestsList()
                                        .forEach(token -> givenBack.add(token.getRequestId()));
                                reply.onNext(FlowEndResponse.getDefaultInstance());
                                reply.onCompleted();
                            }
                        })
                .build()
                .start();
    }

    static void awaitUninterruptibly(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
