package io.github.aperturecdi.redis;

import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.embedded.store.SharedStore;
import io.github.aperturecdi.embedded.store.SharedStoreContract;
import io.github.aperturecdi.flow.spi.Ticker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract, by a server of its own. */
class RedisStoreContractTest extends SharedStoreContract {

    /** Closing a store takes a second, so tests hand theirs on. Each test has keys of its own. */
    private static final Deque<SharedStore> FREE = new ArrayDeque<>();

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.withOptions();
    }

    @AfterAll
    static void end() {
        FREE.forEach(SharedStore::close);
        server.close();
    }

    @Override
    protected SharedStore open() {
        return FREE.isEmpty() ? RedisStoreTest.connected(server.open()) : FREE.remove();
    }

    @Override
    protected void done(SharedStore store) {
        if (store.connected()) {
            FREE.add(store);
        } else {
            store.close();
        }
    }

    @Override
    protected <T> T answer(CompletionStage<T> stage) {
        return RedisStoreTest.answer(stage);
    }

    @Override
    protected void until(BooleanSupplier condition) {
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(condition::getAsBoolean);
    }

    @Override
    protected void pass(Duration time) {
        long begin = System.nanoTime();
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(time.plusSeconds(10))
                .until(() -> System.nanoTime() - begin >= time.toNanos());
    }

    @Override
    protected Ticker clock() {
        return System::nanoTime;
    }
}
