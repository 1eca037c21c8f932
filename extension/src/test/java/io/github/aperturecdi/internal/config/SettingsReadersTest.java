package io.github.aperturecdi.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.flow.Mode;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The threads that read sources, also of sources that do not answer. */
@Tag("slow")
class SettingsReadersTest extends SettingsOfSource {

    /** A source that keeps every reader, as one that waits for a server without a timeout. */
    private static final class Hanging {

        final Queue<Thread> readers = new ConcurrentLinkedQueue<>();
        final CountDownLatch released = new CountDownLatch(1);
        volatile boolean hangs = true;
        volatile boolean interruptible;

        @Nullable String read(@Nullable String value) {
            if (!hangs || readers.contains(Thread.currentThread())) {
                return value;
            }
            readers.add(Thread.currentThread());
            boolean over = false;
            while (!over) {
                try {
                    released.await();
                    over = true;
                } catch (InterruptedException e) {
                    over = interruptible;
                }
            }
            return value;
        }

        void awaitReaders(int count) {
            Awaitility.await().until(() -> readers.size() == count);
        }
    }

    private static void onThread(Runnable task) {
        Thread thread = new Thread(task, "SettingsReadersTest");
        thread.setDaemon(true);
        thread.start();
    }

    private Hanging startHanging(boolean interruptible) {
        Hanging hanging = new Hanging();
        hanging.interruptible = interruptible;
        source.values.put("aperture.mode", "shadow");
        start(SettingsReadersTest::onThread, "a");
        source.onRead = hanging::read;
        now += PERIOD;
        at("a");
        hanging.awaitReaders(1);
        return hanging;
    }

    private void later(Duration time) {
        now += time.toNanos();
        at("a");
    }

    @Test
    void a_source_that_hangs_once_does_not_stop_changes_and_is_said_once() {
        Hanging hanging = startHanging(false);
        hanging.hangs = false;
        source.values.put("aperture.mode", "off");
        later(Readers.HANGS_AFTER.minusSeconds(1));
        assertThat(at("a").mode()).isEqualTo(Mode.SHADOW);
        assertThat(log.messages()).isEmpty();
        later(Duration.ofSeconds(1));
        Awaitility.await().until(() -> at("a").mode() == Mode.OFF);
        assertThat(log.messages())
                .filteredOn(message -> message.startsWith("WARNING"))
                .singleElement(InstanceOfAssertFactories.STRING)
                .contains("APERTURE-400", "10 s");
        source.values.put("aperture.mode", "enforce");
        hanging.released.countDown();
        Thread late = hanging.readers.peek();
        Awaitility.await().until(() -> !late.isAlive());
        assertThat(at("a").mode()).as("a late answer does not count").isEqualTo(Mode.OFF);
    }

    @Test
    void a_reader_that_hangs_is_interrupted() {
        Hanging hanging = startHanging(true);
        later(Readers.HANGS_AFTER);
        Thread first = hanging.readers.peek();
        Awaitility.await().until(() -> !first.isAlive());
        hanging.awaitReaders(2);
        hanging.released.countDown();
    }

    @Test
    void a_source_that_always_hangs_keeps_a_few_readers_and_changes_are_seen_once_it_answers() {
        Hanging hanging = startHanging(false);
        int most = Readers.MAX_LEFT_BEHIND + 1;
        for (int i = 1; i < most; i++) {
            later(Readers.HANGS_AFTER);
            hanging.awaitReaders(i + 1);
        }
        for (int i = 0; i < 5; i++) {
            later(Readers.HANGS_AFTER);
        }
        assertThat(hanging.readers).hasSize(most);
        assertThat(log.messages()).hasSize(1);
        source.values.put("aperture.mode", "off");
        hanging.hangs = false;
        hanging.released.countDown();
        Awaitility.await()
                .until(
                        () -> {
                            later(LiveSettings.PERIOD);
                            return at("a").mode() == Mode.OFF;
                        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_shutdown_leaves_no_reader_that_can_be_interrupted(boolean leftBehind) {
        Hanging hanging = startHanging(false);
        if (leftBehind) {
            later(Readers.HANGS_AFTER);
            hanging.awaitReaders(2);
        }
        hanging.interruptible = true;
        settings.close();
        Awaitility.await().until(() -> hanging.readers.stream().noneMatch(Thread::isAlive));
        assertThat(at("a").mode()).isEqualTo(Mode.SHADOW);
    }

    @Test
    void a_shutdown_takes_the_application_from_a_reader_that_stays() throws Exception {
        Hanging hanging = new Hanging();
        try (URLClassLoader application = new URLClassLoader(new URL[0], null)) {
            LiveSettings real = LiveSettings.of(source.config(), Set.of("a"), application);
            source.onRead = hanging::read;
            real.refreshIfStale(System.nanoTime() + 2 * PERIOD);
            hanging.awaitReaders(1);
            Thread reader = hanging.readers.peek();
            assertThat(reader.getContextClassLoader()).isSameAs(application);
            real.close();
            assertThat(reader.isAlive()).isTrue();
            assertThat(reader.isDaemon()).isTrue();
            assertThat(reader.getContextClassLoader()).isNull();
        } finally {
            hanging.released.countDown();
        }
    }

    @Test
    void sources_are_read_on_a_thread_that_has_the_applications_class_loader_and_ends()
            throws Exception {
        AtomicReference<Thread> asked = new AtomicReference<>();
        AtomicReference<ClassLoader> seen = new AtomicReference<>();
        try (URLClassLoader application = new URLClassLoader(new URL[0], null)) {
            LiveSettings real = LiveSettings.of(source.config(), Set.of("a"), application);
            source.onRead =
                    value -> {
                        asked.set(Thread.currentThread());
                        seen.set(Thread.currentThread().getContextClassLoader());
                        return value;
                    };
            real.refreshIfStale(System.nanoTime() + 2 * PERIOD);
            Awaitility.await().until(() -> asked.get() != null && !asked.get().isAlive());
            assertThat(asked.get()).isNotSameAs(Thread.currentThread());
            assertThat(asked.get().isDaemon()).isTrue();
            assertThat(seen.get()).isSameAs(application);
        }
    }
}
