package io.github.aperturecdi.internal.config;

import io.github.aperturecdi.flow.ControlPointSettings;
import io.github.aperturecdi.testing.LoggedMessages;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** Live settings of a source that changes, with a clock and threads by hand. */
abstract class SettingsOfSource {

    static final long PERIOD = LiveSettings.PERIOD.toNanos();

    final ChangingSource source = new ChangingSource();
    final LoggedMessages log = new LoggedMessages(LiveSettings.class.getName());

    /** What waits for a thread. */
    final Queue<Runnable> waiting = new ArrayDeque<>();

    /** Near the overflow, which {@link System#nanoTime} may be. */
    long now = Long.MAX_VALUE - PERIOD / 2;

    @Nullable LiveSettings settings;

    @AfterEach
    void closeLog() {
        if (settings != null) {
            // Its reader may log what it has just followed.
            settings.close();
        }
        log.close();
    }

    void start(String... declared) {
        start(waiting::add, declared);
    }

    void start(Executor executor, String... declared) {
        settings = new LiveSettings(source.config(), Set.of(declared), executor, now);
    }

    /** A flow starts. */
    ControlPointSettings at(String controlPoint) {
        settings.refreshIfStale(now);
        return settings.at(controlPoint);
    }

    /** A period later a flow starts, and what it lets run has run. */
    void refresh() {
        now += PERIOD;
        at("any");
        runWaiting();
    }

    void runWaiting() {
        while (!waiting.isEmpty()) {
            waiting.remove().run();
        }
    }
}
