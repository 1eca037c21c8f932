package io.github.aperturecdi.redis;

import io.github.aperturecdi.embedded.store.Bucket;
import io.github.aperturecdi.embedded.store.Counter;
import io.github.aperturecdi.embedded.store.HeldPlace;
import io.github.aperturecdi.embedded.store.Leased;
import io.github.aperturecdi.embedded.store.PlaceLimit;
import io.github.aperturecdi.embedded.store.Places;
import io.github.aperturecdi.embedded.store.SharedStore;
import io.github.aperturecdi.embedded.store.StoreSettings;
import io.github.aperturecdi.embedded.store.Tokens;
import io.github.aperturecdi.flow.spi.CacheKey;
import io.lettuce.core.SetArgs;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Counts and cached values on Redis or Valkey. */
final class RedisStore implements SharedStore {

    /** So many tokens in flight are told in one request. */
    private static final int KEPT_AT_ONCE = 500;

    /** About 142 years, in microseconds. The scripts add it to the server's time exactly. */
    private static final long FOREVER = 1L << 52;

    /** The scripts count on sums that are finite, of any number of flows. */
    private static final double MOST_TOKENS = 1e290;

    /** Shorter intervals that are not whole microseconds are filled continuously. */
    private static final long SHORT_INTERVAL_NANOS = 1_000_000;

    private static final Function<String[], Tokens> TOKENS =
            answer -> new Tokens(taken(answer[0]), Double.parseDouble(answer[1]), nanos(answer[2]));

    private final Requests requests;
    private final StoreKeys keys;
    private final Watches watches = new Watches();
    private volatile boolean subscribed;

    private RedisStore(Requests requests, StoreKeys keys) {
        this.requests = requests;
        this.keys = keys;
    }

    static RedisStore open(RedisAddress address, StoreSettings settings) {
        return new RedisStore(
                Requests.to(address, settings.connectTimeout()),
                new StoreKeys(settings.keyPrefix()));
    }

    @Override
    public CompletionStage<Tokens> take(
            Counter counter, Bucket bucket, double tokens, long longestNanos) {
        return bucket("take", counter, bucket, tokens, longestNanos / 1000, TOKENS, "0", "0");
    }

    /** Needs one round trip. */
    @Override
    public CompletionStage<Leased> lease(
            Counter counter, Bucket bucket, double back, double tokens, double extra) {
        return bucket(
                "take",
                counter,
                bucket,
                tokens,
                0,
                answer ->
                        new Leased(
                                taken(answer[0]),
                                Double.parseDouble(answer[3]),
                                Double.parseDouble(answer[1]),
                                nanos(answer[2])),
                finite(back),
                finite(extra));
    }

    @Override
    public CompletionStage<Tokens> settle(Counter counter, Bucket bucket, double tokens) {
        return bucket("settle", counter, bucket, tokens, 0, TOKENS, "0", "0");
    }

    private <R> CompletionStage<R> bucket(
            String operation,
            Counter counter,
            Bucket bucket,
            double tokens,
            long longest,
            Function<String[], R> reply,
            String back,
            String extra) {
        long interval = bucket.intervalNanos();
        boolean inSteps =
                !bucket.continuous() && (interval % 1000 == 0 || interval > SHORT_INTERVAL_NANOS);
        double micros = inSteps ? Math.ceil(interval / 1000.0) : interval / 1000.0;
        return requests.run(
                Script.BUCKET,
                new String[] {keys.bucket(counter)},
                reply,
                operation,
                finite(bucket.capacity()),
                finite(bucket.fillAmount()),
                Double.toString(micros),
                flag(!inSteps),
                flag(bucket.delayed()),
                bucket.maxIdleNanos() == Long.MAX_VALUE
                        ? "-1"
                        : Double.toString(bucket.maxIdleNanos() / 1000.0),
                finite(tokens),
                Long.toString(longest),
                back,
                extra);
    }

    @Override
    public CompletionStage<Places> take(
            Counter counter, PlaceLimit limit, String requestId, double tokens, boolean waits) {
        return requests.run(
                Script.PLACES,
                keys.places(counter),
                answer ->
                        new Places(
                                taken(answer[0]),
                                Double.parseDouble(answer[1]),
                                answer[2].equals("-1") ? Long.MAX_VALUE : nanos(answer[2])),
                "take",
                finite(limit.max()),
                micros(limit.maxInflightNanos()),
                requestId,
                inFlight(tokens),
                flag(waits));
    }

    @Override
    public CompletionStage<Boolean> end(Counter counter, String requestId) {
        return requests.run(
                Script.PLACES,
                keys.places(counter),
                answer -> taken(answer[0]),
                "end",
                requestId,
                keys.channel());
    }

    @Override
    public CompletionStage<Void> keep(Counter counter, List<HeldPlace> places) {
        List<CompletionStage<Integer>> all = new ArrayList<>();
        for (int i = 0; i < places.size(); i += KEPT_AT_ONCE) {
            int end = Math.min(i + KEPT_AT_ONCE, places.size());
            all.add(keepSome(counter, places.subList(i, end)));
        }
        return Requests.allOf(all);
    }

    private CompletionStage<Integer> keepSome(Counter counter, List<HeldPlace> places) {
        List<String> arguments = new ArrayList<>(List.of("keep"));
        for (HeldPlace place : places) {
            arguments.add(place.requestId());
            arguments.add(inFlight(place.tokens()));
            arguments.add(micros(place.leftNanos()));
        }
        return requests.run(
                Script.PLACES,
                keys.places(counter),
                answer -> Integer.valueOf(answer[0]),
                arguments.toArray(String[]::new));
    }

    @Override
    public Runnable watch(Counter counter, Runnable freed) {
        Runnable end = watches.add(keys.places(counter)[0], freed);
        requests.listen(this::subscribe);
        // Tokens may have become free just before. The beginning of messages runs all watches.
        if (subscribed) {
            requests.later(freed);
        }
        return end;
    }

    private void subscribe(StatefulRedisPubSubConnection<String, String> connection) {
        connection.addListener(
                new RedisPubSubAdapter<>() {
                    @Override
                    public void message(String channel, String key) {
                        watches.freed(key);
                    }

                    @Override
                    public void subscribed(String channel, long count) {
                        subscribed = true;
                        watches.allFreed();
                    }
                });
        connection.async().subscribe(keys.channel());
    }

    @Override
    public CompletionStage<byte @Nullable []> get(CacheKey key) {
        String name = keys.cache(key);
        return requests.send(name, 0, server -> server.get(name), value -> value);
    }

    @Override
    public CompletionStage<Void> put(CacheKey key, byte[] value, Duration timeToLive) {
        long longest = FOREVER / 1000;
        long millis =
                timeToLive.getSeconds() >= longest / 1000
                        ? longest
                        : Math.max(1, timeToLive.toMillis());
        String name = keys.cache(key);
        return requests.send(
                name,
                value.length,
                server -> server.set(name, value, SetArgs.Builder.px(millis)),
                stored -> null);
    }

    @Override
    public CompletionStage<Void> delete(CacheKey key) {
        String name = keys.cache(key);
        return requests.send(name, 0, server -> server.del(name), removed -> null);
    }

    @Override
    public boolean connected() {
        return requests.connected();
    }

    @Override
    public String description() {
        return requests.store();
    }

    @Override
    public void onConnected(Runnable back) {
        requests.onConnected(back);
    }

    @Override
    public void close() {
        requests.close();
    }

    private static String flag(boolean set) {
        return set ? "1" : "0";
    }

    private static String finite(double number) {
        return Double.toString(Math.max(-Double.MAX_VALUE, Math.min(number, Double.MAX_VALUE)));
    }

    /** NaN counts as the most tokens. */
    private static String inFlight(double tokens) {
        return Double.toString(tokens < MOST_TOKENS ? tokens : MOST_TOKENS);
    }

    /** At least one microsecond. */
    private static String micros(long nanos) {
        return Long.toString(Math.max(1, Math.min(nanos / 1000, FOREVER)));
    }

    private static boolean taken(String flag) {
        if (!flag.equals("0") && !flag.equals("1")) {
            throw new IllegalArgumentException("neither 0 nor 1");
        }
        return flag.equals("1");
    }

    private static long nanos(String micros) {
        return (long) Double.parseDouble(micros) * 1000;
    }
}
