package io.github.aperturecdi.embedded;

import com.google.protobuf.ByteString;
import io.github.aperturecdi.embedded.engine.AgentCache;
import io.github.aperturecdi.flow.CacheLookup;
import io.github.aperturecdi.flow.CacheUpdate;
import io.github.aperturecdi.flow.spi.CacheKey;
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

/**
 * Translates between an agent's cache and protocol messages. An empty key is skipped silently, as
 * in Aperture's agent.
 */
final class CacheService {

    private final AgentCache cache;

    CacheService(AgentCache cache) {
        this.cache = cache;
    }

    /**
     * @param controlPoint the control point; a look-up within a Check uses that of the Check and
     *     ignores its own
     */
    CacheLookupResponse lookup(CacheLookupRequest request, String controlPoint) {
        CacheLookupResponse.Builder response = CacheLookupResponse.newBuilder();
        if (!request.getResultCacheKey().isEmpty()) {
            response.setResultCacheResponse(
                    message(
                            cache.get(
                                    new CacheKey.Result(
                                            controlPoint, request.getResultCacheKey()))));
        }
        for (String key : request.getGlobalCacheKeysList()) {
            if (!key.isEmpty()) {
                response.putGlobalCacheResponses(key, message(cache.get(new CacheKey.Global(key))));
            }
        }
        return response.build();
    }

    CacheUpsertResponse upsert(CacheUpsertRequest request) {
        CacheUpsertResponse.Builder response = CacheUpsertResponse.newBuilder();
        CacheEntry entry = request.getResultCacheEntry();
        if (!entry.getKey().isEmpty()) {
            CacheUpdate update =
                    put(new CacheKey.Result(request.getControlPoint(), entry.getKey()), entry);
            response.setResultCacheResponse(
                    KeyUpsertResponse.newBuilder()
                            .setOperationStatus(status(update))
                            .setError(error(update)));
        }
        request.getGlobalCacheEntriesMap()
                .forEach(
                        (key, value) -> {
                            if (!key.isEmpty()) {
                                CacheUpdate update = put(new CacheKey.Global(key), value);
                                response.putGlobalCacheResponses(
                                        key,
                                        KeyUpsertResponse.newBuilder()
                                                .setOperationStatus(status(update))
                                                .setError(error(update))
                                                .build());
                            }
                        });
        return response.build();
    }

    private CacheUpdate put(CacheKey key, CacheEntry entry) {
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

    CacheDeleteResponse delete(CacheDeleteRequest request) {
        CacheDeleteResponse.Builder response = CacheDeleteResponse.newBuilder();
        if (!request.getResultCacheKey().isEmpty()) {
            response.setResultCacheResponse(
                    delete(
                            new CacheKey.Result(
                                    request.getControlPoint(), request.getResultCacheKey())));
        }
        for (String key : request.getGlobalCacheKeysList()) {
            if (!key.isEmpty()) {
                response.putGlobalCacheResponses(key, delete(new CacheKey.Global(key)));
            }
        }
        return response.build();
    }

    private KeyDeleteResponse delete(CacheKey key) {
        CacheUpdate update = cache.delete(key);
        return KeyDeleteResponse.newBuilder()
                .setOperationStatus(status(update))
                .setError(error(update))
                .build();
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
