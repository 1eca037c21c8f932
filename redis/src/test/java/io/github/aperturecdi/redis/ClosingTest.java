package io.github.aperturecdi.redis;

import static io.github.aperturecdi.redis.RedisStoreTest.BUCKET;
import static io.github.aperturecdi.redis.RedisStoreTest.COUNTER;
import static io.github.aperturecdi.redis.RedisStoreTest.LIMIT;
import static io.github.aperturecdi.redis.RedisStoreTest.answer;
import static io.github.aperturecdi.redis.RedisStoreTest.connected;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.embedded.store.SharedStore;
import io.github.aperturecdi.flow.spi.CacheKey;
import java.io.File;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A closed store leaves nothing behind. */
class ClosingTest {

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.withOptions();
    }

    @AfterAll
    static void end() {
        server.close();
    }

    /** Whether a thread is of this module, of Lettuce, or of Netty. */
    static boolean isOfAStore(String thread) {
        return thread.matches("(?i).*(redis|lettuce|netty|event).*");
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.isAlive())
                .filter(thread -> isOfAStore(thread.getName()))
                .collect(Collectors.toSet());
    }

    /** Uses a store in all its ways. */
    public static void use(String uri) {
        try (SharedStore store = TestServer.open(uri)) {
            connected(store);
            AtomicInteger woken = new AtomicInteger();
            store.watch(COUNTER, woken::incrementAndGet);
            await().untilAsserted(() -> assertThat(woken).hasPositiveValue());
            answer(store.take(COUNTER, BUCKET, 1, 0));
            answer(store.take(COUNTER, LIMIT, "a", 1.5, true));
            answer(store.end(COUNTER, "a"));
            answer(store.put(new CacheKey.Global("x"), new byte[1], Duration.ofSeconds(1)));
        }
    }

    @Test
    void no_thread_is_left() {
        use(server.uri());

        assertThat(threads()).isEmpty();
    }

    @Test
    void no_thread_is_left_by_a_store_that_was_never_connected() {
        for (String uri :
                List.of(
                        "redis://127.0.0.1:1",
                        "redis-sentinel://127.0.0.1:1#main",
                        "redis-cluster://127.0.0.1:1")) {
            TestServer.open(uri).close();
            SharedStore store = TestServer.open(uri);
            await().untilAsserted(
                            () ->
                                    assertThat(
                                                    ErrorsTest.message(
                                                            store.take(COUNTER, BUCKET, 1, 0)))
                                            .doesNotContain("not been reached yet"));
            store.close();
        }

        assertThat(threads()).isEmpty();
    }

    @Test
    void one_thread_serves_a_store() {
        try (SharedStore store = connected(server.open())) {
            answer(store.take(COUNTER, BUCKET, 1, 0));
            assertThat(threads()).hasSize(1);
        }
    }

    @Test
    void no_class_loader_is_left() throws Exception {
        ExecutorService container = Executors.newFixedThreadPool(1);
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        try {
            for (int i = 0; i < 5; i++) {
                loaders.add(container.submit(ClosingTest::deployed).get(300, TimeUnit.SECONDS));
            }
            await().untilAsserted(
                            () -> {
                                System.gc();
                                assertThat(loaders).allMatch(loader -> loader.get() == null);
                            });
        } finally {
            container.shutdown();
        }
    }

    /** Uses a store whose classes, with Netty and Lettuce, come from a loader of their own. */
    private static WeakReference<ClassLoader> deployed() throws Exception {
        List<URL> jars = new ArrayList<>();
        for (String each : System.getProperty("java.class.path").split(File.pathSeparator)) {
            jars.add(new File(each).toURI().toURL());
        }
        URLClassLoader loader =
                new URLClassLoader(jars.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            loader.loadClass(PlainUse.class.getName())
                    .getMethod("use", String.class)
                    .invoke(null, server.uri());
        } finally {
            thread.setContextClassLoader(before);
            loader.close();
        }
        return new WeakReference<>(loader);
    }
}
