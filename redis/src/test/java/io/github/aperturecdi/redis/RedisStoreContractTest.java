package io.github.aperturecdi.redis;

import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.embedded.store.SharedStore;
import io.github.aperturecdi.embedded.store.SharedStoreContract;
import io.github.aperturecdi.flow.spi.Ticker;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract, by a server of its own. */
class RedisStoreContractTest extends SharedStoreContract {

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.withOptions();
    }

    @AfterAll
    static void end() {
        server.close();
    }

    @Override
    protected SharedStore open() {
        return RedisStoreTest.connected(server.open());
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
