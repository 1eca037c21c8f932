package io.github.aperturecdi.cache;

import io.github.aperturecdi.flow.CacheLookup;
import io.github.aperturecdi.flow.CacheUpdate;
import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.internal.FirstOfEach;
import io.github.aperturecdi.internal.async.SingleResult;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * How one method's results are cached. Caching never fails a call: when a key, a codec or the cache
 * fails, the method runs, and the log says so once.
 */
public final class ResultCaching {

    /**
     * The largest result in bytes: 1 MiB. One message of an agent holds 4 MiB, and carries other
     * values too.
     */
    static final int MAX_RESULT_BYTES = 1024 * 1024;

    private static final System.Logger LOG = System.getLogger(ResultCaching.class.getName());

    /** The kinds of failure, each logged once. */
    private enum Trouble {
        KEY,
        READ,
        WRITE,
        ONCE,
        LOSS,
        SIZE,
        AGENT
    }

    private final String method;
    private final ResultKey key;
    private final Duration timeToLive;
    private final @Nullable SingleResult single;
    private final Results results;
    private final PendingStores stores;
    private final FirstOfEach<Trouble> said = new FirstOfEach<>();

    ResultCaching(
            String method,
            ResultKey key,
            Duration timeToLive,
            @Nullable SingleResult single,
            Results results,
            PendingStores stores) {
        this.method = method;
        this.key = key;
        this.timeToLive = timeToLive;
        this.single = single;
        this.results = results;
        this.stores = stores;
    }

    /**
     * The key of one call's result.
     *
     * @param arguments the call's
     * @return the key within the control point; null when the call is not cached
     */
    public @Nullable String key(@Nullable Object[] arguments) {
        Throwable failure = null;
        try {
            String text = key.of(arguments);
            if (text != null) {
                return text;
            }
        } catch (Throwable e) {
            failure = e;
        }
        warn(Trouble.KEY, CacheTexts.noResultKey(method, failure));
        return null;
    }

    /**
     * Puts the cache before a method.
     *
     * @param work runs the method
     * @return returns the cached result that came with the decision of {@link Flow#current};
     *     without one, runs the method and stores its result
     */
    public Callable<@Nullable Object> around(Callable<@Nullable Object> work) {
        return () -> {
            Flow flow = Flow.current();
            CacheLookup lookup = flow.resultCache();
            Object cached = cached(lookup);
            if (cached != null) {
                return single == null ? cached : single.of(cached);
            }
            Object result = work.call();
            // Without an answer the cache is not there to take the result.
            return lookup.status() == CacheLookup.Status.ABSENT ? result : kept(flow, result);
        };
    }

    /** The result of a hit that can be read, else null. */
    private @Nullable Object cached(CacheLookup lookup) {
        byte[] bytes = lookup.value().orElse(null);
        if (bytes == null) {
            return null;
        }
        try {
            return results.decode(bytes);
        } catch (Throwable e) {
            warn(Trouble.READ, CacheTexts.unreadableResult(method, e));
            return null;
        }
    }

    private @Nullable Object kept(Flow flow, @Nullable Object result) {
        if (single == null) {
            store(flow, result);
            return result;
        }
        try {
            return single.whenPresent(result, value -> store(flow, value));
        } catch (Throwable e) {
            // A stage that breaks the contract is still the method's result.
            warn(Trouble.WRITE, CacheTexts.unstorableResult(method, e));
            return result;
        }
    }

    private void store(Flow flow, @Nullable Object result) {
        if (result == null || stores.isClosed()) {
            return;
        }
        try {
            String once = ReadOnce.in(result);
            if (once != null) {
                warn(Trouble.ONCE, CacheTexts.readOnce(method, once));
                return;
            }
            byte[] bytes = results.encode(result);
            if (bytes.length > MAX_RESULT_BYTES) {
                warn(
                        Trouble.SIZE,
                        CacheTexts.resultTooLarge(method, bytes.length, MAX_RESULT_BYTES));
                return;
            }
            String loss = results.loss(result, bytes);
            if (loss == null) {
                send(flow, bytes);
            } else {
                warn(Trouble.LOSS, CacheTexts.lossyResult(method, loss));
            }
        } catch (Throwable e) {
            warn(Trouble.WRITE, CacheTexts.unstorableResult(method, e));
        }
    }

    private void send(Flow flow, byte[] bytes) {
        CompletableFuture<CacheUpdate> update =
                stores.begin(bytes.length, () -> flow.setResultCache(bytes, timeToLive));
        if (update != null) {
            update.thenAccept(this::stored);
        }
    }

    private void stored(CacheUpdate update) {
        if (update.status() != CacheUpdate.Status.SUCCESS) {
            warn(Trouble.AGENT, CacheTexts.resultNotTaken(method, update.status()));
        }
    }

    private void warn(Trouble trouble, String message) {
        if (said.is(trouble)) {
            LOG.log(System.Logger.Level.WARNING, message);
        }
    }
}
