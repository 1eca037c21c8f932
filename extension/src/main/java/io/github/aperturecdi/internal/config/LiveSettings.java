package io.github.aperturecdi.internal.config;

import io.github.aperturecdi.flow.ControlPointSettings;
import io.github.aperturecdi.flow.FlowSettings;
import io.github.aperturecdi.internal.FirstOfEach;
import io.github.aperturecdi.internal.config.SettingsReader.Reading;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * The settings of flows, which follow their configuration sources without a restart.
 *
 * <p>MicroProfile Config reports no changes, so this class reads the sources again: about once a
 * second while flows start or readiness is checked, on a thread that ends after the read. A flow
 * only uses the last result, so a source that is slow, fails or {@linkplain Readers hangs} does not
 * delay it. An invalid value leaves the setting unchanged.
 */
public final class LiveSettings implements FlowSettings {

    /** The time between two reads while the settings are in use. */
    static final Duration PERIOD = Duration.ofSeconds(1);

    private static final System.Logger LOG = System.getLogger(LiveSettings.class.getName());

    private final Config config;
    private final Readers readers;
    private final Set<String> controlPoints = ConcurrentHashMap.newKeySet();
    private final AtomicLong due;
    private volatile Settings settings;
    private volatile Reading last;

    /** Whether the last read failed, so that the log says it once. Guarded by the readers' lock. */
    private boolean unreadable;

    /**
     * Reads the settings and keeps the configuration, which other threads could not look up later.
     *
     * @param config the application's configuration, {@linkplain ApertureConfig#read checked}
     * @param controlPoints the control points that methods declare; other control points become
     *     known by their first flow
     * @param loader the application's class loader, which some sources look up on the thread
     * @return the settings
     */
    public static LiveSettings of(Config config, Set<String> controlPoints, ClassLoader loader) {
        return new LiveSettings(
                config, controlPoints, task -> start(task, loader), System.nanoTime());
    }

    private static void start(Runnable task, ClassLoader loader) {
        Thread thread = new Thread(null, task, "aperture-configuration", 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(loader);
        thread.start();
    }

    LiveSettings(Config config, Set<String> controlPoints, Executor refresher, long nanoTime) {
        this.config = config;
        this.readers = new Readers(refresher, this::readAgain);
        this.controlPoints.addAll(controlPoints);
        this.due = new AtomicLong(nanoTime + PERIOD.toNanos());
        this.last = SettingsReader.read(config, controlPoints, Map.of());
        this.settings = last.settings();
    }

    @Override
    public ControlPointSettings at(String controlPoint) {
        Settings now = settings;
        ControlPointSettings set = now.named().get(controlPoint);
        return set != null ? set : unknown(controlPoint, now);
    }

    @Override
    public ControlPointSettings others() {
        return settings.others();
    }

    @Override
    public Set<String> named() {
        return settings.named().keySet();
    }

    @Override
    public void refreshIfStale(long nanoTime) {
        long dueNanos = due.get();
        if (nanoTime - dueNanos >= 0 && due.compareAndSet(dueNanos, nanoTime + PERIOD.toNanos())) {
            readers.ask(nanoTime);
        }
    }

    /**
     * The settings of all others, until the next read tells whether this control point has its own.
     */
    private ControlPointSettings unknown(String controlPoint, Settings now) {
        if (controlPoints.size() < FirstOfEach.MAX && controlPoints.add(controlPoint)) {
            readers.ask(null);
        }
        return now.others();
    }

    private void readAgain(Readers.Reader asking) {
        try {
            Reading now = SettingsReader.read(config, new TreeSet<>(controlPoints), last.texts());
            asking.conclude(() -> follow(now));
        } catch (Exception | Error e) {
            asking.conclude(
                    () -> {
                        if (!unreadable) {
                            unreadable = true;
                            LOG.log(
                                    System.Logger.Level.WARNING,
                                    ConfigTexts.configurationUnreadable(e));
                        }
                    });
        }
    }

    private void follow(Reading now) {
        Reading before = last;
        settings = now.settings();
        last = now;
        unreadable = false;
        Set<String> keys = new TreeSet<>(before.texts().keySet());
        keys.addAll(now.texts().keySet());
        for (String key : keys) {
            String text = now.texts().get(key);
            String old = before.texts().get(key);
            if (text == null || !text.equals(old)) {
                LOG.log(System.Logger.Level.INFO, changed(key, text));
            }
        }
        now.problems()
                .forEach(
                        (key, problem) -> {
                            if (!problem.equals(before.problems().get(key))) {
                                LOG.log(
                                        System.Logger.Level.WARNING,
                                        ConfigTexts.badChange(problem));
                            }
                        });
    }

    private static String changed(String key, @Nullable String text) {
        ControlPointKey controlPoint = ControlPointKey.parse(key);
        boolean label = controlPoint != null && controlPoint.label() != null;
        // The log never shows the values of labels.
        return ConfigTexts.settingChanged(
                key, text == null ? "not set" : label ? "another value" : "'" + text + "'");
    }

    @Override
    public void close() {
        readers.close();
    }
}
