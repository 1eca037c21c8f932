package io.github.aperturecdi.embedded.internal.engine;

import io.github.aperturecdi.flow.spi.Ticker;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * All flows that wait at the schedulers of an engine, and the memory of all flows. It also keeps
 * the alarms of the engine. Its lock is taken while a queue's lock is held, never the other way
 * round.
 */
final class WaitingRoom {

    private static final System.Logger LOG = System.getLogger(Engine.class.getName());

    private final Ticker ticker;
    private final WakeTimer timer;
    private final EngineSettings settings;
    private final long origin;
    private final AtomicBoolean full = new AtomicBoolean();

    private final ReentrantLock lock = new ReentrantLock();
    private final TreeSet<Alarm> alarms =
            new TreeSet<>(
                    Comparator.<Alarm>comparingLong(alarm -> alarm.at)
                            .thenComparingLong(alarm -> alarm.number));
    private long alarmsSoFar;
    private long waiting;
    private long bytes;

    WaitingRoom(EngineSettings settings, Ticker ticker, WakeTimer timer) {
        this.settings = settings;
        this.ticker = ticker;
        this.timer = timer;
        this.origin = ticker.nanos();
    }

    boolean faithful() {
        return settings.faithful();
    }

    /**
     * Reserves room for a flow.
     *
     * @return whether there was room
     */
    boolean enter(Queued flow) {
        long own = flow.flow.bytes();
        boolean fits;
        lock.lock();
        try {
            fits = bytes + own <= settings.maxWaitingBytes();
            if (fits) {
                bytes += own;
                flow.bytes = own;
                waiting++;
            }
        } finally {
            lock.unlock();
        }
        if (!fits && full.compareAndSet(false, true)) {
            LOG.log(System.Logger.Level.WARNING, EngineTexts.waitingRoomFull(waiting()));
        }
        return fits;
    }

    /** Removes a flow that no longer waits. Has no effect on a flow that never waited. */
    void leave(Queued flow) {
        if (flow.bytes == 0) {
            return;
        }
        lock.lock();
        try {
            bytes -= flow.bytes;
            flow.bytes = 0;
            waiting--;
            rest(flow);
        } finally {
            lock.unlock();
        }
    }

    /** Drops an alarm that is not needed any more. */
    void drop(Alarm alarm) {
        lock.lock();
        try {
            rest(alarm);
        } finally {
            lock.unlock();
        }
    }

    /** Drops all alarms. */
    void close() {
        lock.lock();
        try {
            alarms.clear();
            timer.rest();
        } finally {
            lock.unlock();
        }
    }

    private void rest(Alarm alarm) {
        if (alarm.isSet) {
            alarms.remove(alarm);
            alarm.isSet = false;
            if (alarms.isEmpty()) {
                timer.rest();
            }
        }
    }

    /** Sets the time of an alarm. It replaces the time that was set before. */
    void wake(Alarm alarm, long at) {
        lock.lock();
        try {
            if (alarm.isSet) {
                alarms.remove(alarm);
            }
            // The ticker's own numbers may wrap around.
            alarm.at = at - origin;
            alarm.number = alarmsSoFar++;
            alarm.isSet = true;
            alarms.add(alarm);
            if (alarms.first() == alarm) {
                arm();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Rings every alarm that is due, also if some of them fail. */
    void wake() {
        Deliveries deliveries = new Deliveries();
        long now = ticker.nanos();
        for (Alarm alarm : due(now)) {
            try {
                alarm.ring(now, deliveries);
            } catch (RuntimeException | Error e) {
                deliveries.failed(e);
            }
        }
        deliveries.deliver();
    }

    private List<Alarm> due(long now) {
        List<Alarm> due = new ArrayList<>();
        lock.lock();
        try {
            while (!alarms.isEmpty() && alarms.first().at <= now - origin) {
                Alarm alarm = alarms.pollFirst();
                if (alarm != null) {
                    alarm.isSet = false;
                    due.add(alarm);
                }
            }
            arm();
            return due;
        } finally {
            lock.unlock();
        }
    }

    private void arm() {
        if (!alarms.isEmpty()) {
            timer.wakeIn(Math.max(1, untilFirst()), this::wake);
        }
    }

    private long untilFirst() {
        return alarms.first().at - (ticker.nanos() - origin);
    }

    /**
     * The nanoseconds until the next alarm, 0 when it is due; {@link TokenBucket#NEVER} for none.
     */
    long untilNextWake() {
        lock.lock();
        try {
            return alarms.isEmpty() ? TokenBucket.NEVER : Math.max(0, untilFirst());
        } finally {
            lock.unlock();
        }
    }

    /**
     * The number of waiting flows. A flow that waits at several schedulers counts once for each.
     */
    long waiting() {
        lock.lock();
        try {
            return waiting;
        } finally {
            lock.unlock();
        }
    }
}
