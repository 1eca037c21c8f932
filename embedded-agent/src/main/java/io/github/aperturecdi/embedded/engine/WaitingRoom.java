package io.github.aperturecdi.embedded.engine;

import io.github.aperturecdi.flow.spi.Ticker;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * All flows that wait at the schedulers of an engine, with the time of the next look at each flow
 * and the memory of all flows. Its lock is taken while a queue's lock is held, never the other way
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
    private final TreeSet<Queued> alarms =
            new TreeSet<>(
                    Comparator.<Queued>comparingLong(flow -> flow.alarm)
                            .thenComparingLong(flow -> flow.alarmNumber));
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
        lock.lock();
        try {
            if (bytes + own <= settings.maxWaitingBytes()) {
                bytes += own;
                flow.bytes = own;
                waiting++;
                return true;
            }
        } finally {
            lock.unlock();
        }
        if (!full.get() && full.compareAndSet(false, true)) {
            LOG.log(System.Logger.Level.WARNING, EngineTexts.waitingRoomFull(waiting()));
        }
        return false;
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
            if (flow.hasAlarm) {
                alarms.remove(flow);
                flow.hasAlarm = false;
                if (alarms.isEmpty()) {
                    timer.rest();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sets the time at which a flow's queue is called. It replaces the time that was set before.
     */
    void wake(Queued flow, long at) {
        lock.lock();
        try {
            if (flow.hasAlarm) {
                alarms.remove(flow);
            }
            // The ticker's own numbers may wrap around.
            flow.alarm = at - origin;
            flow.alarmNumber = alarmsSoFar++;
            flow.hasAlarm = true;
            alarms.add(flow);
            if (alarms.first() == flow) {
                arm();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Wakes every flow that is due. */
    void wake() {
        Deliveries deliveries = new Deliveries();
        long now = ticker.nanos();
        for (Queued flow : due(now)) {
            FairQueue queue = flow.queue;
            if (queue != null) {
                queue.lock();
                try {
                    queue.wake(flow, now, deliveries);
                } finally {
                    queue.unlock();
                }
            }
        }
        deliveries.deliver();
    }

    private List<Queued> due(long now) {
        List<Queued> due = new ArrayList<>();
        lock.lock();
        try {
            while (!alarms.isEmpty() && alarms.first().alarm <= now - origin) {
                Queued flow = alarms.pollFirst();
                if (flow != null) {
                    flow.hasAlarm = false;
                    due.add(flow);
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
        return alarms.first().alarm - (ticker.nanos() - origin);
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
