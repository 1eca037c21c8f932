package io.github.aperturecdi.embedded.store;

import io.github.aperturecdi.flow.spi.Ticker;
import java.util.Comparator;
import java.util.concurrent.PriorityBlockingQueue;

/**
 * A clock that goes from one event to the next, and the events. It has no thread: a test moves it.
 * Another thread, such as one that closes an instance, may plan events.
 */
public final class VirtualTime implements Ticker {

    /** Just before the numbers wrap around: {@link System#nanoTime} may begin anywhere. */
    private static final long ORIGIN = Long.MAX_VALUE - 5_000_000_000L;

    private record Event(long time, long number, Runnable action) {}

    private final PriorityBlockingQueue<Event> events =
            new PriorityBlockingQueue<>(
                    11, Comparator.comparingLong(Event::time).thenComparingLong(Event::number));
    private long elapsed;
    private long eventsSoFar;

    @Override
    public long nanos() {
        return ORIGIN + elapsed;
    }

    /**
     * The time since the beginning.
     *
     * @return nanoseconds
     */
    public long elapsed() {
        return elapsed;
    }

    /**
     * Plans an event. Events of one time run in the order in which they were planned.
     *
     * @param nanos the time from now, 0 or more
     * @param action the event
     */
    public void later(long nanos, Runnable action) {
        events.add(new Event(elapsed + nanos, eventsSoFar++, action));
    }

    /**
     * The time until the next event.
     *
     * @return nanoseconds; {@link Long#MAX_VALUE} if none is planned
     */
    public long untilNext() {
        return events.isEmpty() ? Long.MAX_VALUE : events.peek().time() - elapsed;
    }

    /**
     * Goes to the next event, and runs it.
     *
     * @return false if none is planned
     */
    public boolean next() {
        Event event = events.poll();
        if (event == null) {
            return false;
        }
        elapsed = event.time();
        event.action().run();
        return true;
    }

    /**
     * Lets time pass, with all events that are due meanwhile.
     *
     * @param nanos how long, 0 or more
     */
    public void pass(long nanos) {
        long end = elapsed + nanos;
        while (untilNext() <= end - elapsed) {
            next();
        }
        elapsed = end;
    }
}
