package io.github.aperturecdi.flow.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.spi.Ticker;
import io.github.aperturecdi.testing.LoaderWithout;
import io.github.aperturecdi.testing.ScriptedAgent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A link has only threads of its own, which end with it. It runs in a class loader of its own, so
 * that its threads, and those that its gRPC shares, are not those of the agent in this JVM.
 */
class ChannelThreadsTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    @Test
    void over_tcp_no_thread_outlives_the_close() throws Exception {
        try (ScriptedAgent agent = ScriptedAgent.start()) {
            assertThat(sharedThreads(agent.address())).isEqualTo("ADMITTED, ADMITTED, []");
        }
    }

    @Test
    void without_an_agent_no_thread_outlives_the_close() throws Exception {
        assertThat(sharedThreads("localhost:" + ScriptedAgent.freePort()))
                .isEqualTo("UNREACHABLE, UNREACHABLE, []");
    }

    @Test
    void over_a_unix_socket_no_thread_outlives_the_close(@TempDir Path folder) throws Exception {
        assertThat(sharedThreads("unix:" + folder.resolve("nobody.sock")))
                .isEqualTo("UNREACHABLE, UNREACHABLE, []");
    }

    /** A call after the close has an outcome, although the channel has no threads for it. */
    @Test
    void a_call_after_the_close_fails_at_once() {
        AgentLink link =
                AgentLink.open(
                        new AgentEndpoint("localhost:" + ScriptedAgent.freePort(), true, null));
        link.close();
        assertThat(link.check(FlowRequest.at("late").build(), LONG).type())
                .isEqualTo(Decision.Type.UNREACHABLE);
        assertThat(link.checkAsync(FlowRequest.at("late").build(), LONG).join().type())
                .isEqualTo(Decision.Type.UNREACHABLE);
    }

    /** gRPC would not connect again if its executor had thrown an error. */
    @Test
    void a_moment_without_threads_does_not_end_the_connection_for_good() throws Exception {
        NoThreads threads = new NoThreads();
        ChannelThreads own = new ChannelThreads(threads, Duration.ZERO);
        try (ScriptedAgent agent = ScriptedAgent.start()) {
            AgentEndpoint endpoint = new AgentEndpoint(agent.address(), true, null);
            AgentChannel channel = new AgentChannel(endpoint, Ticker.SYSTEM, own);
            try {
                Awaitility.await().atMost(LONG).until(channel::connected);
                threads.none = true;
                agent.kill();
                agent.restart();
                Awaitility.await()
                        .atMost(LONG)
                        .until(
                                () -> {
                                    channel.reconnect();
                                    return threads.refused.get() > 0;
                                });
                threads.none = false;
                Awaitility.await().atMost(LONG).until(channel::connected);
                assertThat(agent.connections()).isGreaterThan(1);
            } finally {
                channel.close(LONG);
            }
        }
    }

    /** The tasks that have no thread run at the end, or a call would have no outcome. */
    @Test
    void no_task_is_lost_when_the_threads_end() {
        NoThreads threads = new NoThreads();
        threads.none = true;
        ChannelThreads own = new ChannelThreads(threads, Duration.ZERO);
        AtomicInteger ran = new AtomicInteger();
        assertThatCode(() -> own.pool().execute(ran::incrementAndGet)).doesNotThrowAnyException();
        assertThatCode(() -> own.pool().execute(ran::incrementAndGet)).doesNotThrowAnyException();
        assertThat(ran).hasValue(0);
        own.end();
        own.pool().execute(ran::incrementAndGet);
        assertThat(ran).hasValue(3);
    }

    @Test
    void many_tasks_without_threads_have_one_attempt_at_a_time() {
        NoThreads threads = new NoThreads();
        threads.none = true;
        ChannelThreads own = new ChannelThreads(threads, Duration.ZERO);
        AtomicInteger ran = new AtomicInteger();
        for (int i = 0; i < 1_000; i++) {
            own.pool().execute(ran::incrementAndGet);
        }
        Awaitility.await().until(() -> threads.refused.get() >= 1_003);
        assertThat(threads.refused).hasValueLessThan(1_500);

        threads.none = false;
        Awaitility.await().untilAsserted(() -> assertThat(ran).hasValue(1_000));
        own.end();
    }

    @Test
    void a_task_that_fails_after_the_end_runs_once() {
        ChannelThreads own = new ChannelThreads();
        own.end();
        AtomicInteger ran = new AtomicInteger();
        assertThatThrownBy(
                        () ->
                                own.pool()
                                        .execute(
                                                () -> {
                                                    ran.incrementAndGet();
                                                    throw new OutOfMemoryError("of the task");
                                                }))
                .hasMessage("of the task");
        assertThat(ran).hasValue(1);
    }

    /** As where the limit of threads or processes is reached. */
    private static final class NoThreads implements ThreadFactory {

        private final ThreadFactory threads = LinkTimer.threads("aperture-channel");
        private final AtomicInteger refused = new AtomicInteger();
        private volatile boolean none;

        @Override
        public Thread newThread(Runnable work) {
            if (none) {
                refused.incrementAndGet();
                throw new OutOfMemoryError("unable to create native thread");
            }
            return threads.newThread(work);
        }
    }

    private static String sharedThreads(String address) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (LoaderWithout loader = new LoaderWithout("")) {
            thread.setContextClassLoader(loader);
            Object use =
                    loader.loadClass(Use.class.getName())
                            .getDeclaredConstructor(String.class)
                            .newInstance(address);
            return ((Callable<?>) use).call().toString();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Uses a link, tells which shared threads it has, and waits for the end of its own. */
    public static final class Use implements Callable<String> {

        private final String address;

        /** Called by its name. */
        public Use(String address) {
            this.address = address;
        }

        @Override
        public String call() {
            String outcomes;
            List<String> shared;
            try (AgentLink link = AgentLink.open(new AgentEndpoint(address, true, null))) {
                FlowRequest request = FlowRequest.at("checkout").build();
                outcomes =
                        link.check(request, LONG).type()
                                + ", "
                                + link.checkAsync(request, LONG).join().type();
                shared = threads();
            }
            shared.removeIf(Use::isOwn);
            Awaitility.await().atMost(LONG).until(() -> threads().stream().noneMatch(Use::isOwn));
            return outcomes + ", " + shared;
        }

        private static boolean isOwn(String thread) {
            // The transport renames the thread that reads from the connection.
            return thread.startsWith("aperture-") || thread.equals("OkHttpClientTransport");
        }

        private static List<String> threads() {
            ClassLoader loader = Use.class.getClassLoader();
            return Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread != Thread.currentThread())
                    .filter(thread -> thread.getContextClassLoader() == loader)
                    .map(Thread::getName)
                    .collect(Collectors.toCollection(ArrayList::new));
        }
    }
}
