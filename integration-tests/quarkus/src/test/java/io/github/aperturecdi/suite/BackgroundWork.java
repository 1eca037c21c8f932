package io.github.aperturecdi.suite;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowLabel;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Methods that the container calls. */
@ApplicationScoped
class BackgroundWork {

    private final AtomicInteger ticks = new AtomicInteger();
    private final List<String> orders = new CopyOnWriteArrayList<>();

    /** One run at a time: when the next one asks, the one before is over. */
    @Scheduled(every = "1s", delayed = "0s", concurrentExecution = SKIP)
    @ApertureControlled("nightly")
    void tick() {
        ticks.incrementAndGet();
    }

    int ticks() {
        return ticks.get();
    }

    List<String> orders() {
        return orders;
    }

    @Incoming("orders")
    @ApertureControlled("consume")
    void consume(@FlowLabel("customer") String customer) {
        orders.add(customer);
    }
}
