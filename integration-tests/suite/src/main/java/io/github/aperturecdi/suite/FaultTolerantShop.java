package io.github.aperturecdi.suite;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowRejectedException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.faulttolerance.Fallback;
import org.eclipse.microprofile.faulttolerance.Retry;
import org.eclipse.microprofile.faulttolerance.Timeout;

/** Methods that are controlled and fault tolerant. */
@ApplicationScoped
public class FaultTolerantShop {

    private final AtomicInteger runs = new AtomicInteger();

    int takeRuns() {
        return runs.getAndSet(0);
    }

    @ApertureControlled("order")
    @Retry(maxRetries = 2, delay = 0, jitter = 0)
    @Fallback(fallbackMethod = "orderLater")
    public String order() {
        runs.incrementAndGet();
        return "ordered";
    }

    public String orderLater() {
        return "later";
    }

    @ApertureControlled("once")
    @Retry(maxRetries = 2, delay = 0, jitter = 0, abortOn = FlowRejectedException.class)
    public String once() {
        runs.incrementAndGet();
        return "ordered";
    }

    @ApertureControlled("flaky")
    @Retry(maxRetries = 2, delay = 0, jitter = 0)
    public String flaky() {
        if (runs.incrementAndGet() < 3) {
            throw new IllegalStateException("no stock");
        }
        return "ordered";
    }

    @ApertureControlled("endless")
    // Enough for the agent's answer, which it may cover.
    @Timeout(10_000)
    public String endless() throws InterruptedException {
        new CountDownLatch(1).await();
        return "never";
    }
}
