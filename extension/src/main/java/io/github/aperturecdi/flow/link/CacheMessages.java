package io.github.aperturecdi.flow.link;

import com.google.protobuf.ByteString;
import io.github.aperturecdi.flow.CacheLookup;
import io.github.aperturecdi.flow.CacheUpdate;
import io.github.aperturecdi.flow.FlowRequest;
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
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.KeyDeleteResponse;
import io.github.aperturecdi.proto.check.v1.KeyLookupResponse;
import io.github.aperturecdi.proto.check.v1.KeyUpsertResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Converts the core's cache types to messages and back. Presence is checked before each enum, as an
 * absent answer would read as a hit and a success.
 */
final class CacheMessages {

    private static final CacheUpdate NO_ANSWER =
            CacheUpdate.absent("the agent's reply has no answer for the key");

    private CacheMessages() {}

    private static String wireKey(CacheKey key) {
        return WireText.text(key.key());
    }

    static CacheLookupRequest lookupRequest(FlowRequest request) {
        CacheLookupRequest.Builder lookup =
                CacheLookupRequest.newBuilder()
                        .setControlPoint(WireText.text(request.controlPoint()));
        for (String key : request.globalCacheKeys()) {
            lookup.addGlobalCacheKeys(WireText.text(key));
        }
        CacheKey.Result key = request.resultCacheKey();
        if (key != null) {
            lookup.setResultCacheKey(WireText.text(key.key()));
        }
        return lookup.build();
    }

    static CacheLookupRequest lookupRequest(CacheKey key) {
        CacheLookupRequest.Builder lookup = CacheLookupRequest.newBuilder();
        name(
                key,
                (controlPoint, text) ->
                        lookup.setControlPoint(controlPoint).setResultCacheKey(text),
                lookup::addGlobalCacheKeys);
        return lookup.build();
    }

    static CacheUpsertRequest upsertRequest(CacheKey key, byte[] value, Duration timeToLive) {
        CacheEntry entry =
                CacheEntry.newBuilder()
                        .setKey(wireKey(key))
                        .setValue(ByteString.copyFrom(value))
                        .setTtl(
                                com.google.protobuf.Duration.newBuilder()
                                        .setSeconds(timeToLive.getSeconds())
                                        .setNanos(timeToLive.getNano()))
                        .build();
        CacheUpsertRequest.Builder upsert = CacheUpsertRequest.newBuilder();
        name(
                key,
                (controlPoint, text) ->
                        upsert.setControlPoint(controlPoint).setResultCacheEntry(entry),
                text -> upsert.putGlobalCacheEntries(text, entry));
        return upsert.build();
    }

    static CacheDeleteRequest deleteRequest(CacheKey key) {
        CacheDeleteRequest.Builder delete = CacheDeleteRequest.newBuilder();
        name(
                key,
                (controlPoint, text) ->
                        delete.setControlPoint(controlPoint).setResultCacheKey(text),
                delete::addGlobalCacheKeys);
        return delete.build();
    }

    /**
     * Names a key in a request. The messages have the same fields and no type in common.
     *
     * @param result takes a key of a control point, after the control point
     * @param global takes a key that all control points share
     */
    private static void name(
            CacheKey key, BiConsumer<String, String> result, Consumer<String> global) {
        if (key instanceof CacheKey.Result ofControlPoint) {
            result.accept(WireText.text(ofControlPoint.controlPoint()), wireKey(key));
        } else {
            global.accept(wireKey(key));
        }
    }

    static CachedValues values(CheckResponse response) {
        if (!response.hasCacheLookupResponse()) {
            return CachedValues.NONE;
        }
        CacheLookupResponse lookup = response.getCacheLookupResponse();
        Map<String, CacheLookup> global = new HashMap<>();
        lookup.getGlobalCacheResponsesMap().forEach((key, value) -> global.put(key, lookup(value)));
        return new CachedValues(
                lookup(lookup.hasResultCacheResponse() ? lookup.getResultCacheResponse() : null),
                Map.copyOf(global));
    }

    static CacheLookup lookup(CacheLookupResponse response, CacheKey key) {
        if (key instanceof CacheKey.Global) {
            return lookup(response.getGlobalCacheResponsesMap().get(wireKey(key)));
        }
        return lookup(response.hasResultCacheResponse() ? response.getResultCacheResponse() : null);
    }

    private static CacheLookup lookup(@Nullable KeyLookupResponse response) {
        if (response == null) {
            return CacheLookup.ABSENT;
        }
        if (response.getOperationStatus() != CacheOperationStatus.SUCCESS) {
            return CacheLookup.error(response.getError());
        }
        return response.getLookupStatus() == CacheLookupStatus.HIT
                ? CacheLookup.hit(response.getValue().toByteArray())
                : CacheLookup.MISS;
    }

    static CacheUpdate update(CacheUpsertResponse response, CacheKey key) {
        KeyUpsertResponse answer =
                key instanceof CacheKey.Global
                        ? response.getGlobalCacheResponsesMap().get(wireKey(key))
                        : response.hasResultCacheResponse()
                                ? response.getResultCacheResponse()
                                : null;
        return answer == null ? NO_ANSWER : update(answer.getOperationStatus(), answer.getError());
    }

    static CacheUpdate update(CacheDeleteResponse response, CacheKey key) {
        KeyDeleteResponse answer =
                key instanceof CacheKey.Global
                        ? response.getGlobalCacheResponsesMap().get(wireKey(key))
                        : response.hasResultCacheResponse()
                                ? response.getResultCacheResponse()
                                : null;
        return answer == null ? NO_ANSWER : update(answer.getOperationStatus(), answer.getError());
    }

    private static CacheUpdate update(CacheOperationStatus status, String error) {
        return status == CacheOperationStatus.SUCCESS
                ? CacheUpdate.SUCCESS
                : CacheUpdate.error(error);
    }
}
