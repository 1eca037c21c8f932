package io.github.aperturecdi.embedded;

import com.google.protobuf.ByteString;
import io.github.aperturecdi.embedded.internal.engine.FlowCache;
import io.github.aperturecdi.flow.CacheLookup;
import io.github.aperturecdi.flow.CacheUpdate;
import io.github.aperturecdi.flow.spi.CacheKey;
import io.github.aperturecdi.flow.spi.CachedValues;
import io.github.aperturecdi.proto.check.v1.CacheDeleteRequest;
import io.github.aperturecdi.proto.check.v1.CacheDeleteResponse;
import io.github.aperturecdi.proto.check.v1.CacheEntry;
import io.github.aperturecdi.proto.check.v1.CacheLookupRequest;
import io.github.aperturecdi.proto.check.v1.CacheLookupResponse;
import io.github.aperturecdi.proto.check.v1.CacheLookupStatus;
import io.github.aperturecdi.proto.check.v1.CacheOperationStatus;
import io.github.aperturecdi.proto.check.v1.CacheUpsertRequest;
import io.github.aperturecdi.proto.check.v1.CacheUpsertResponse;
import io.github.aperturecdi.proto.check.v1.KeyDeleteResponse;
import io.github.aperturecdi.proto.check.v1.KeyLookupResponse;
import io.github.aperturecdi.proto.check.v1.KeyUpsertResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Translates between an agent's cache and protocol messages. An empty key is skipped silently, as
 * in Aperture's agent.
 */
final class CacheService {

    private final FlowCache cache;

    CacheService(FlowCache cache) {
        this.cache = cache;
    }

    /** The answer of a check, which has looked up the keys already. */
    static CacheLookupResponse found(CacheLookupRequest request, @Nullable CachedValues values) {
        CacheLookupResponse.Builder response = CacheLookupResponse.newBuilder();
        if (values != null) {
            if (!request.getResultCacheKey().isEmpty()) {
                response.setResultCacheResponse(message(values.result()));
            }
            values.global()
                    .forEach((key, found) -> response.putGlobalCacheResponses(key, message(found)));
        }
        return response.build();
    }

    CompletableFuture<CacheLookupResponse> lookup(CacheLookupRequest request) {
        CacheLookupResponse.Builder response = CacheLookupResponse.newBuilder();
        Operations operations = new Operations();
        if (!request.getResultCacheKey().isEmpty()) {
            operations.add(
                    cache.get(
                            new CacheKey.Result(
                                    request.getControlPoint(), request.getResultCacheKey())),
                    found -> response.setResultCacheResponse(message(found)));
        }
        for (String key : request.getGlobalCacheKeysList()) {
            if (!key.isEmpty()) {
                operations.add(
                        cache.get(new CacheKey.Global(key)),
                        found -> response.putGlobalCacheResponses(key, message(found)));
            }
        }
        return operations.then(response::build);
    }

    CompletableFuture<CacheUpsertResponse> upsert(CacheUpsertRequest request) {
        CacheUpsertResponse.Builder response = CacheUpsertResponse.newBuilder();
        Operations operations = new Operations();
        CacheEntry entry = request.getResultCacheEntry();
        if (!entry.getKey().isEmpty()) {
            operations.add(
                    put(new CacheKey.Result(request.getControlPoint(), entry.getKey()), entry),
                    update -> response.setResultCacheResponse(upserted(update)));
        }
        request.getGlobalCacheEntriesMap()
                .forEach(
                        (key, value) -> {
                            if (!key.isEmpty()) {
                                operations.add(
                                        put(new CacheKey.Global(key), value),
                                        update ->
                                                response.putGlobalCacheResponses(
                                                        key, upserted(update)));
                            }
                        });
        return operations.then(response::build);
    }

    private static KeyUpsertResponse upserted(CacheUpdate update) {
        return KeyUpsertResponse.newBuilder()
                .setOperationStatus(status(update))
                .setError(error(update))
                .build();
    }

    private CompletableFuture<CacheUpdate> put(CacheKey key, CacheEntry entry) {
        return cache.put(key, entry.getValue().toByteArray(), duration(entry.getTtl()));
    }

    /**
     * Converts a duration. It also adds up invalid values: nanoseconds of more than a second, or of
     * the opposite sign.
     */
    private static Duration duration(com.google.protobuf.Duration ttl) {
        try {
            return Duration.ofSeconds(ttl.getSeconds(), ttl.getNanos());
        } catch (ArithmeticException e) {
            return Duration.ofSeconds(ttl.getSeconds());
        }
    }

    CompletableFuture<CacheDeleteResponse> delete(CacheDeleteRequest request) {
        CacheDeleteResponse.Builder response = CacheDeleteResponse.newBuilder();
        Operations operations = new Operations();
        if (!request.getResultCacheKey().isEmpty()) {
            operations.add(
                    cache.delete(
                            new CacheKey.Result(
                                    request.getControlPoint(), request.getResultCacheKey())),
                    update -> response.setResultCacheResponse(deleted(update)));
        }
        for (String key : request.getGlobalCacheKeysList()) {
            if (!key.isEmpty()) {
                operations.add(
                        cache.delete(new CacheKey.Global(key)),
                        update -> response.putGlobalCacheResponses(key, deleted(update)));
            }
        }
        return operations.then(response::build);
    }

    private static KeyDeleteResponse deleted(CacheUpdate update) {
        return KeyDeleteResponse.newBuilder()
                .setOperationStatus(status(update))
                .setError(error(update))
                .build();
    }

    /** The operations of one request, whose results are added to the response in their order. */
    private static final class Operations {

        private final List<CompletableFuture<?>> running = new ArrayList<>();
        private final List<Runnable> results = new ArrayList<>();

        <T> void add(CompletableFuture<T> operation, Consumer<T> result) {
            running.add(operation);
            results.add(() -> result.accept(operation.join()));
        }

        <R> CompletableFuture<R> then(Supplier<R> response) {
            return CompletableFuture.allOf(running.toArray(new CompletableFuture<?>[0]))
                    .thenApply(
                            done -> {
                                results.forEach(Runnable::run);
                                return response.get();
                            });
        }
    }

    private static KeyLookupResponse message(CacheLookup lookup) {
        KeyLookupResponse.Builder message =
                KeyLookupResponse.newBuilder()
                        .setLookupStatus(
                                lookup.status() == CacheLookup.Status.HIT
                                        ? CacheLookupStatus.HIT
                                        : CacheLookupStatus.MISS)
                        .setOperationStatus(
                                lookup.status() == CacheLookup.Status.ERROR
                                        ? CacheOperationStatus.ERROR
                                        : CacheOperationStatus.SUCCESS);
        lookup.value().ifPresent(value -> message.setValue(ByteString.copyFrom(value)));
        lookup.error().ifPresent(message::setError);
        return message.build();
    }

    private static CacheOperationStatus status(CacheUpdate update) {
        return update.status() == CacheUpdate.Status.SUCCESS
                ? CacheOperationStatus.SUCCESS
                : CacheOperationStatus.ERROR;
    }

    private static String error(CacheUpdate update) {
        return update.error() == null ? "" : update.error();
    }
}
