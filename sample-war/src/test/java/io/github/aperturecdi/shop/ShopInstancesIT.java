package io.github.aperturecdi.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.embedded.RedisServer;

/** Two instances of the shop on Open Liberty, with one Redis server. */
@Tag("long")
@Timeout(value = 60, unit = TimeUnit.MINUTES)
class ShopInstancesIT {

    private static final Duration LONG = RunningShop.LONG;

    @Test
    void one_limit_holds_over_two_instances() throws Exception {
        int port = RunningShop.freePort();
        RedisServer store =
                RedisServer.newRedisServer()
                        .port(port)
                        .bind("127.0.0.1")
                        .setting("save \"\"")
                        .build();
        store.start();
        Map<String, String> environment =
                Map.of(
                        "APERTURE_EMBEDDED_STORE",
                        "redis://127.0.0.1:" + port,
                        // So that an instance says when it has reached the store.
                        "APERTURE_EMBEDDED_STORE_ON_FAILURE",
                        "reject",
                        // A slow machine takes its time with a decision.
                        "APERTURE_TIMEOUT",
                        "60s");
        try (RunningShop first = new RunningShop("shop-first.log", environment);
                RunningShop second = RunningShop.another("shop-second.log", environment)) {
            List<RunningShop> shops = List.of(first, second);
            for (RunningShop shop : shops) {
                await().atMost(LONG).until(() -> shop.status("/connected") == 200);
            }
            a_customer_has_one_limit_for_searches(shops);
            the_checkout_has_two_places(first, second);
        } finally {
            store.stop();
        }
    }

    /** A token comes back every two seconds. */
    private static void a_customer_has_one_limit_for_searches(List<RunningShop> shops) {
        long start = System.nanoTime();
        List<CompletableFuture<List<HttpResponse<String>>>> answers =
                shops.stream()
                        .map(
                                shop ->
                                        CompletableFuture.supplyAsync(
                                                () -> shop.searchAtOnce("bob", 20)))
                        .toList();
        long admitted =
                answers.stream()
                        .map(CompletableFuture::join)
                        .flatMap(List::stream)
                        .map(HttpResponse::statusCode)
                        .filter(status -> status == 200)
                        .count();
        long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
        assertThat(admitted)
                .as("the bucket's capacity, and what has come back in %s s", seconds)
                .isBetween(5L, 5 + seconds / 2);
    }

    /** Repeated, as a slow machine may let the first orders finish before the last ones come. */
    private static void the_checkout_has_two_places(RunningShop first, RunningShop second) {
        await().atMost(LONG)
                .untilAsserted(
                        () -> {
                            List<CompletableFuture<Integer>> orders = new ArrayList<>();
                            Stream.of(first, second, first, second)
                                    .forEach(shop -> orders.add(shop.order()));
                            assertThat(orders.stream().map(CompletableFuture::join).sorted())
                                    .containsExactly(201, 201, 503, 503);
                        });
    }
}
