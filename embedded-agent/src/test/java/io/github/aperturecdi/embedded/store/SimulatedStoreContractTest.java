package io.github.aperturecdi.embedded.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.flow.spi.Ticker;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/** The contract, by a simulated store whose answers take time. */
class SimulatedStoreContractTest extends SharedStoreContract {

    private final VirtualTime time = new VirtualTime();
    private final SimulatedServer server = new SimulatedServer(time, new Random(1));

    SimulatedStoreContractTest() {
        server.suffer(Faults.latency(10_000, 300_000));
    }

    @Override
    protected SharedStore open() {
        return server.connect();
    }

    @Override
    protected <T> T answer(CompletionStage<T> stage) {
        while (!stage.toCompletableFuture().isDone()) {
            assertThat(time.next()).as("an answer comes").isTrue();
        }
        return stage.toCompletableFuture().join();
    }

    @Override
    protected void until(BooleanSupplier condition) {
        for (int i = 0; !condition.getAsBoolean(); i++) {
            assertThat(i).as("attempts").isLessThan(10_000);
            time.pass(1_000_000);
        }
    }

    @Override
    protected void pass(Duration duration) {
        time.pass(duration.toNanos());
    }

    @Override
    protected Ticker clock() {
        return time;
    }
}
