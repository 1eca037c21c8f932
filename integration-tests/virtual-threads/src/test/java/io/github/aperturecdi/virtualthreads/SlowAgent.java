package io.github.aperturecdi.virtualthreads;

import com.google.protobuf.ByteString;
import io.github.aperturecdi.proto.check.v1.CacheEntry;
import io.github.aperturecdi.proto.check.v1.CacheLookupResponse;
import io.github.aperturecdi.proto.check.v1.CacheLookupStatus;
import io.github.aperturecdi.proto.check.v1.CacheUpsertRequest;
import io.github.aperturecdi.proto.check.v1.CacheUpsertResponse;
import io.github.aperturecdi.proto.check.v1.CheckRequest;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.InflightRequestRef;
import io.github.aperturecdi.proto.check.v1.KeyLookupResponse;
import io.github.aperturecdi.proto.check.v1.KeyUpsertResponse;
import io.github.aperturecdi.testing.Replies;
import io.github.aperturecdi.testing.ScriptedAgent;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * An agent on a socket that takes its time, so that its callers wait. Every flow holds a slot of a
 * concurrency limiter, and is known by it.
 */
final class SlowAgent implements AutoCloseable {

    private static final long TIME_NANOS = Duration.ofMillis(2).toNanos();

    private final ScriptedAgent agent = ScriptedAgent.start();
    private final AtomicLong requests = new AtomicLong();
    private final Map<String, ByteString> results = new ConcurrentHashMap<>();

    SlowAgent() {
        Stream.of(Flows.DIRECT, Shop.SYNC, Shop.STAGE, Shop.CACHED)
                .forEach(point -> agent.at(point, this::decide));
        agent.onCacheUpsert(this::store);
    }

    private CheckResponse decide(CheckRequest request) {
        LockSupport.parkNanos(TIME_NANOS);
        CheckResponse held = Replies.holding("r-" + requests.incrementAndGet());
        String key = request.getCacheLookupRequest().getResultCacheKey();
        return key.isEmpty()
                ? held
                : held.toBuilder()
                        .setCacheLookupResponse(
                                CacheLookupResponse.newBuilder()
                                        .setResultCacheResponse(lookUp(key)))
                        .build();
    }

    private KeyLookupResponse lookUp(String key) {
        ByteString value = results.get(key);
        return value == null
                ? KeyLookupResponse.newBuilder().setLookupStatus(CacheLookupStatus.MISS).build()
                : KeyLookupResponse.newBuilder().setValue(value).build();
    }

    private CacheUpsertResponse store(CacheUpsertRequest request) {
        CacheEntry entry = request.getResultCacheEntry();
        results.put(entry.getKey(), entry.getValue());
        return CacheUpsertResponse.newBuilder()
                .setResultCacheResponse(KeyUpsertResponse.getDefaultInstance())
                .build();
    }

    String address() {
        return agent.address();
    }

    /** How many flows of a control point have given back what they held. */
    int ended(String controlPoint) {
        return (int)
                agent.ends().stream()
                        .filter(end -> end.getControlPoint().equals(controlPoint))
                        .flatMap(end -> end.getInflightRequestsList().stream())
                        .map(InflightRequestRef::getRequestId)
                        .distinct()
                        .count();
    }

    @Override
    public void close() {
        agent.close();
    }
}
