package io.github.aperturecdi.embedded.internal.engine;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How much memory flows take that wait at a scheduler, and how many threads: {@code
 * ManyWaitingFlows <flows>}. Exits with 1 when a flow takes 1,000 bytes or more, or threads are
 * added for more than the timer.
 */
final class ManyWaitingFlows {

    private ManyWaitingFlows() {}

    public static void main(String[] args) {
        int flows = Integer.parseInt(args[0]);
        Engine engine = Limits.of("p").places(1, Duration.ofHours(1)).engine(System::nanoTime);
        engine.ask(check(0));
        // Classes and the timer's thread are there before the first measurement.
        ((WaitingFlow) engine.ask(check(0))).cancel(false);
        List<Answer> waiting = new ArrayList<>(flows);
        long threads = threads();
        long before = Heap.used();
        for (int i = 0; i < flows; i++) {
            waiting.add(engine.ask(check(i)));
        }
        long bytes = (Heap.used() - before) / flows;
        long more = threads() - threads;
        System.out.printf(
                "%d flows wait, with %d bytes each and %d more threads%n",
                engine.waiting(), bytes, more);
        if (engine.waiting() != waiting.size() || bytes >= 1_000 || more > 1) {
            throw new IllegalStateException("that is too much");
        }
    }

    private static FlowCheck check(int number) {
        return new FlowCheck(
                "checkout", Map.of("user", "u" + number), Duration.ofHours(1).toNanos());
    }

    private static long threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }
}
