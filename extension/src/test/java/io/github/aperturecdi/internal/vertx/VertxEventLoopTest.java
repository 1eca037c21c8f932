package io.github.aperturecdi.internal.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VertxEventLoopTest {

    private final Vertx vertx = Vertx.vertx();
    private final VertxEventLoop loops = new VertxEventLoop();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** What {@link VertxEventLoop#current} says there, and where what it is given runs. */
    private String[] threads(Executor there) {
        CompletableFuture<String[]> threads = new CompletableFuture<>();
        there.execute(
                () -> {
                    String asked = Thread.currentThread().getName();
                    Executor loop = loops.current();
                    if (loop == null) {
                        threads.complete(new String[] {asked, "may wait"});
                    } else {
                        loop.execute(
                                () ->
                                        threads.complete(
                                                new String[] {
                                                    asked, Thread.currentThread().getName()
                                                }));
                    }
                });
        return threads.join();
    }

    @Test
    void on_a_loop_what_comes_later_runs_on_the_same_loop() {
        String[] threads =
                threads(task -> vertx.getOrCreateContext().runOnContext(nothing -> task.run()));
        assertThat(threads[0]).contains("eventloop");
        assertThat(threads[1]).isEqualTo(threads[0]);
    }

    @Test
    void also_without_a_context_as_a_task_that_netty_runs_by_itself() {
        String[] threads = threads(((VertxInternal) vertx).getEventLoopGroup().next());
        assertThat(threads[0]).contains("eventloop");
        assertThat(threads[1]).isEqualTo(threads[0]);
    }

    @Test
    void a_worker_and_any_other_thread_may_wait() {
        assertThat(loops.current()).isNull();
        String[] threads =
                threads(
                        task ->
                                vertx.executeBlocking(
                                        () -> {
                                            task.run();
                                            return null;
                                        }));
        assertThat(threads[1]).isEqualTo("may wait");
    }
}
