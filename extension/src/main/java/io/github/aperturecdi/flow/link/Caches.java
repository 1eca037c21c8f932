package io.github.aperturecdi.flow.link;

import io.github.aperturecdi.flow.CacheKey;
import io.github.aperturecdi.flow.CacheLookup;
import io.github.aperturecdi.flow.CacheUpdate;
import io.github.aperturecdi.proto.check.v1.CacheDeleteResponse;
import io.github.aperturecdi.proto.check.v1.CacheLookupResponse;
import io.github.aperturecdi.proto.check.v1.CacheUpsertResponse;
import io.github.aperturecdi.proto.check.v1.FlowControlServiceGrpc.FlowControlServiceStub;
import io.grpc.Context;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The calls to the agent's cache. They fail softly, and at once where the agent is known not to
 * answer: a cache that is waited for is worse than none.
 */
final class Caches {

    private final Supplier<FlowControlServiceStub> agent;
    private final BooleanSupplier lost;

    /**
     * @param agent the stub with a deadline for one call
     * @param lost whether the agent is known not to answer
     */
    Caches(Supplier<FlowControlServiceStub> agent, BooleanSupplier lost) {
        this.agent = agent;
        this.lost = lost;
    }

    CompletableFuture<CacheLookup> get(CacheKey key) {
        CompletableFuture<CacheLookup> lookup = new CompletableFuture<>();
        Unary<CacheLookupResponse> reply =
                new Unary<>(
                        response -> lookup.complete(CacheWire.lookup(response, key)),
                        failure -> lookup.complete(CacheLookup.ABSENT));
        send(reply, stub -> stub.cacheLookup(CacheWire.lookupRequest(key), reply));
        return lookup;
    }

    CompletableFuture<CacheUpdate> put(CacheKey key, byte[] value, Duration timeToLive) {
        CompletableFuture<CacheUpdate> update = new CompletableFuture<>();
        Unary<CacheUpsertResponse> reply =
                new Unary<>(
                        response -> update.complete(CacheWire.update(response, key)),
                        failure -> update.complete(noAnswer(failure)));
        send(
                reply,
                stub -> stub.cacheUpsert(CacheWire.upsertRequest(key, value, timeToLive), reply));
        return update;
    }

    CompletableFuture<CacheUpdate> delete(CacheKey key) {
        CompletableFuture<CacheUpdate> update = new CompletableFuture<>();
        Unary<CacheDeleteResponse> reply =
                new Unary<>(
                        response -> update.complete(CacheWire.update(response, key)),
                        failure -> update.complete(noAnswer(failure)));
        send(reply, stub -> stub.cacheDelete(CacheWire.deleteRequest(key), reply));
        return update;
    }

    private static CacheUpdate noAnswer(Throwable failure) {
        return CacheUpdate.absent(Status.fromThrowable(failure).getCode().name());
    }

    /** Not in the caller's gRPC context: its cancellation must not take the call with it. */
    private void send(Unary<?> reply, Consumer<FlowControlServiceStub> call) {
        if (lost.getAsBoolean()) {
            reply.onError(Status.UNAVAILABLE.asRuntimeException());
            return;
        }
        try {
            Context.ROOT.run(() -> call.accept(agent.get()));
        } catch (RuntimeException | Error e) {
            // Whatever it is: somebody waits for the answer.
            reply.onError(e);
        }
    }
}
