package io.github.aperturecdi.suite;

import io.github.aperturecdi.ApertureControlled;
import jakarta.annotation.Resource;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.Timer;
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import java.util.concurrent.atomic.AtomicInteger;

/** What the timer service of a container calls. */
@Singleton
@Startup
public class Alarm {

    static final AtomicInteger TICKS = new AtomicInteger();
    static final AtomicInteger RINGS = new AtomicInteger();

    @Resource private TimerService timers;

    /** For the container. */
    public Alarm() {}

    /** Every second. */
    @Schedule(hour = "*", minute = "*", second = "*", persistent = false)
    @ApertureControlled("tick")
    public void tick() {
        TICKS.incrementAndGet();
    }

    /** Once, and at once. */
    public void set() {
        timers.createSingleActionTimer(0, new TimerConfig(null, false));
    }

    /** The end of such a timer. */
    @Timeout
    @ApertureControlled("ring")
    public void ring(Timer timer) {
        RINGS.incrementAndGet();
    }
}
