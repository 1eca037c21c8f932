package io.github.aperturecdi.embedded.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The timer and its own thread. */
class SystemWakeTimerTest {

    private final SystemWakeTimer timer = new SystemWakeTimer();
    private final ClassLoader before = Thread.currentThread().getContextClassLoader();

    @AfterEach
    void restores_the_class_loader() {
        Thread.currentThread().setContextClassLoader(before);
    }

    @Test
    void the_thread_keeps_neither_the_jvm_nor_a_class_loader_of_the_application() throws Exception {
        CompletableFuture<ClassLoader> loader = new CompletableFuture<>();
        CompletableFuture<Boolean> daemon = new CompletableFuture<>();
        Thread.currentThread().setContextClassLoader(new ClassLoader(before) {});

        timer.wakeIn(
                1,
                () -> {
                    loader.complete(Thread.currentThread().getContextClassLoader());
                    daemon.complete(Thread.currentThread().isDaemon());
                });

        assertThat(loader.get(60, TimeUnit.SECONDS))
                .isSameAs(SystemWakeTimer.class.getClassLoader());
        assertThat(daemon.get(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void a_timer_that_has_nothing_to_do_may_rest() throws Exception {
        timer.rest();
        CompletableFuture<String> woken = new CompletableFuture<>();
        timer.wakeIn(TimeUnit.DAYS.toNanos(1), () -> woken.complete("too early"));
        timer.rest();
        timer.rest();

        timer.wakeIn(1, () -> woken.complete("in time"));

        assertThat(woken.get(60, TimeUnit.SECONDS)).isEqualTo("in time");
    }
}
