package io.github.aperturecdi.redis;

import io.github.aperturecdi.embedded.store.Bucket;
import io.github.aperturecdi.embedded.store.Counter;
import io.github.aperturecdi.embedded.store.PlaceLimit;
import io.github.aperturecdi.embedded.store.SharedStore;
import io.github.aperturecdi.embedded.store.StoreSettings;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A use of a store without any library of the tests, whose threads would hold a class loader. */
public final class PlainUse {

    private PlainUse() {}

    /** Uses a store in several ways. */
    public static void use(String uri) throws Exception {
        SharedStore store =
                new RedisStores()
                        .open(
                                new StoreSettings(
                                        uri, null, null, "aperture:", Duration.ofSeconds(2)));
        CountDownLatch connected = new CountDownLatch(1);
        store.onConnected(connected::countDown);
        if (!store.connected() && !connected.await(120, TimeUnit.SECONDS)) {
            throw new IllegalStateException("not connected");
        }
        Counter counter = new Counter("policy", "root.0", "default");
        CountDownLatch woken = new CountDownLatch(1);
        store.watch(counter, woken::countDown);
        woken.await(120, TimeUnit.SECONDS);
        Bucket bucket = new Bucket(9, 1, 1_000_000_000, true, false, Long.MAX_VALUE);
        for (int i = 0; i < 9; i++) {
            store.take(counter, bucket, 1, 0).toCompletableFuture().get(120, TimeUnit.SECONDS);
        }
        store.take(counter, new PlaceLimit(1, 1_000_000), "a", 2, true)
                .toCompletableFuture()
                .get(120, TimeUnit.SECONDS);
        store.close();
    }
}
