package io.github.aperturecdi.embedded.store;

import io.github.aperturecdi.flow.spi.CacheKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The counts and cached values that several agents share. Each operation is atomic, uses the clock
 * of the store, and returns at once. Operations that are begun one after the other travel together,
 * and need one round trip.
 *
 * <p>A stage is completed exceptionally, with a {@link StoreException}, if the store cannot be
 * asked or answers with an error. It may be completed late: the agent stops waiting at the timeout
 * of the flow, and gives back what a late answer grants. Stages are completed by threads of the
 * store, which must not be blocked. Safe for use by several threads.
 */
public interface SharedStore extends AutoCloseable {

    /**
     * Takes tokens from a bucket.
     *
     * @param counter whose bucket
     * @param bucket how it is filled
     * @param tokens how many, 0 or more
     * @param longestNanos the longest accepted wait for tokens that are taken in advance; 0 to take
     *     only what is there. Tokens of a longer wait are not taken
     * @return the answer
     */
    CompletionStage<Tokens> take(Counter counter, Bucket bucket, double tokens, long longestNanos);

    /**
     * Takes tokens for one flow, and more for the flows that come next. A limiter with lazy sync
     * decides about these by itself, so it gives back what they did not need.
     *
     * @param counter whose bucket
     * @param bucket how it is filled
     * @param back tokens to give back first, 0 or more
     * @param tokens how many the flow needs, 0 or more; they are taken only if all are there
     * @param extra how many more to take, as far as they are there and the flow got its own
     * @return the answer
     */
    default CompletionStage<Leased> lease(
            Counter counter, Bucket bucket, double back, double tokens, double extra) {
        if (back > 0) {
            settle(counter, bucket, -back);
        }
        return take(counter, bucket, tokens, 0)
                .thenCompose(
                        own -> {
                            double more =
                                    own.taken() ? Math.min(extra, Math.max(0, own.available())) : 0;
                            Leased alone =
                                    new Leased(own.taken(), 0, own.available(), own.waitNanos());
                            return more == 0
                                    ? CompletableFuture.completedStage(alone)
                                    : take(counter, bucket, more, 0)
                                            .handle(
                                                    (next, failure) ->
                                                            failure == null && next.taken()
                                                                    ? new Leased(
                                                                            true,
                                                                            more,
                                                                            next.available(),
                                                                            0)
                                                                    : alone);
                        });
    }

    /**
     * Takes tokens that were spent already, or gives tokens back. The bucket may become negative,
     * but never more than full.
     *
     * @param counter whose bucket
     * @param bucket how it is filled
     * @param tokens how many; negative to give back
     * @return the answer, with {@code taken} true; its wait is the time until the bucket is no
     *     longer empty
     */
    CompletionStage<Tokens> settle(Counter counter, Bucket bucket, double tokens);

    /**
     * Takes tokens in flight.
     *
     * @param counter whose
     * @param limit the bound
     * @param requestId names them until they are given back
     * @param tokens how many, positive and finite
     * @param waits whether a flow waits for them; after a refusal, the end of tokens in flight then
     *     runs the actions of {@link #watch}
     * @return the answer
     */
    CompletionStage<Places> take(
            Counter counter, PlaceLimit limit, String requestId, double tokens, boolean waits);

    /**
     * Gives tokens in flight back.
     *
     * @param counter whose
     * @param requestId the name under which they were taken
     * @return whether they were in flight
     */
    CompletionStage<Boolean> end(Counter counter, String requestId);

    /**
     * Counts tokens in flight of this instance that the store may not know, as it was away or has
     * lost its data. The bound has no effect on them. Tokens that the store knows stay as they are.
     *
     * @param counter whose
     * @param places the tokens
     * @return completed when they are counted
     */
    CompletionStage<Void> keep(Counter counter, List<HeldPlace> places);

    /**
     * Runs an action each time when tokens in flight may have become free, in any instance, also
     * when the connection is back after a loss. The action must be short.
     *
     * @param counter whose
     * @param freed the action
     * @return ends this
     */
    Runnable watch(Counter counter, Runnable freed);

    /**
     * Looks up a cached value.
     *
     * @param key the key
     * @return the value; null if there is none
     */
    CompletionStage<byte @Nullable []> get(CacheKey key);

    /**
     * Stores a value.
     *
     * @param key the key
     * @param value the value
     * @param timeToLive how long it is kept, positive
     * @return completed when it is stored
     */
    CompletionStage<Void> put(CacheKey key, byte[] value, Duration timeToLive);

    /**
     * Removes a value.
     *
     * @param key the key
     * @return completed when it is removed
     */
    CompletionStage<Void> delete(CacheKey key);

    /**
     * Whether the store can be asked now.
     *
     * @return the state of the connection
     */
    boolean connected();

    /**
     * Names the store for messages, such as {@code redis://host:6379}.
     *
     * @return the kind and address of the store, without user and password
     */
    String description();

    /**
     * Runs an action each time when the connection is back after a loss.
     *
     * @param back the action, which must be short
     */
    void onConnected(Runnable back);

    /** Closes the connection. Does not throw, and leaves no thread. */
    @Override
    void close();
}
