package io.github.aperturecdi.flow.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.testing.ScriptedAgent;
import io.grpc.internal.GrpcUtil;
import io.grpc.internal.SharedResourceHolder;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** gRPC has one timer thread for everybody, and anybody may keep it busy. */
@Timeout(120)
class BusyTimerTest {

    private static final Duration SHORT = Duration.ofMillis(200);
    private static final FlowRequest REQUEST = FlowRequest.at("silent").build();

    private final CountDownLatch release = new CountDownLatch(1);
    private final ScheduledExecutorService timer = SharedResourceHolder.get(GrpcUtil.TIMER_SERVICE);
    private final ScriptedAgent agent = ScriptedAgent.start();
    private final AgentLink link = AgentLink.open(new AgentEndpoint(agent.address(), true, null));

    @BeforeEach
    void keep_the_timer_busy() throws Exception {
        agent.at("silent", request -> null);
        await().until(link::connected);
        CountDownLatch busy = new CountDownLatch(1);
        timer.execute(
                () -> {
                    busy.countDown();
                    GivingUpTest.awaitUninterruptibly(release);
                });
        busy.await();
    }

    @AfterEach
    void close() {
        release.countDown();
        link.close();
        agent.close();
        SharedResourceHolder.release(GrpcUtil.TIMER_SERVICE, timer);
    }

    @Test
    void a_check_waits_no_longer_than_its_timeout() throws Exception {
        CompletableFuture<Decision> decision =
                CompletableFuture.supplyAsync(() -> link.check(REQUEST, SHORT));
        assertThat(decision.get(30, TimeUnit.SECONDS)).isEqualTo(Decision.unreachable());
        assertThat(release.getCount()).isOne();
    }

    @Test
    void a_check_without_a_waiting_caller_ends_at_its_timeout() throws Exception {
        assertThat(link.checkAsync(REQUEST, SHORT).get(30, TimeUnit.SECONDS))
                .isEqualTo(Decision.unreachable());
        FlowControl flows = FlowControl.builder().agent(link).timeout(SHORT).build();
        try (Flow flow = flows.startAsync(REQUEST).get(30, TimeUnit.SECONDS)) {
            assertThat(flow.decision()).isEqualTo(Decision.unreachable());
        }
        assertThat(release.getCount()).isOne();
    }
}
