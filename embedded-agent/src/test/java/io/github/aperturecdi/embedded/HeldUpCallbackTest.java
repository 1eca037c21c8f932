package io.github.aperturecdi.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.embedded.internal.engine.Engine;
import io.github.aperturecdi.embedded.internal.engine.EngineSettings;
import io.github.aperturecdi.embedded.internal.engine.Limits;
import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.spi.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The engine has one timer thread, and a callback of an application may keep it busy. */
@Timeout(120)
class HeldUpCallbackTest {

    private static final Duration SHORT = Duration.ofMillis(200);

    private final CountDownLatch release = new CountDownLatch(1);
    private final Engine engine =
            new Engine(
                    List.of(Limits.of("p").places(1, Duration.ofHours(1)).policy()),
                    EngineSettings.DEFAULT,
                    Ticker.SYSTEM);
    private final FlowControl flows =
            FlowControl.builder().agent(new EmbeddedAgent(engine)).build();
    private final Flow first = flows.start(request(SHORT));

    private static FlowRequest request(Duration timeout) {
        return FlowRequest.at("checkout").timeout(timeout).build();
    }

    @BeforeEach
    @Timeout(120)
    void keep_the_timer_busy() throws InterruptedException {
        Thread test = Thread.currentThread();
        CountDownLatch busy = new CountDownLatch(1);
        AtomicBoolean again = new AtomicBoolean(true);
        while (again.getAndSet(false)) {
            flows.startAsync(request(Duration.ofSeconds(2)), Runnable::run)
                    .thenAccept(
                            flow -> {
                                // A flow whose time is over by now calls back this thread.
                                if (Thread.currentThread() == test) {
                                    again.set(true);
                                } else {
                                    busy.countDown();
                                    awaitUninterruptibly(release);
                                }
                            });
        }
        busy.await();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void close() {
        release.countDown();
        first.close();
        flows.close();
    }

    @Test
    void a_check_waits_no_longer_than_its_timeout() throws Exception {
        CompletableFuture<Flow> turn = flows.startAsync(request(Duration.ofMinutes(10)));
        CompletableFuture<Flow> waiting =
                CompletableFuture.supplyAsync(() -> flows.start(request(SHORT)));

        Flow flow = waiting.get(30, TimeUnit.SECONDS);

        assertThat(flow.rejection().orElseThrow().reason()).isEqualTo(RejectReason.NO_TOKENS);
        assertThat(engine.waiting()).as("the flow whose turn it is").isOne();
        turn.cancel(false);
        assertThat(release.getCount()).isOne();
    }
}
