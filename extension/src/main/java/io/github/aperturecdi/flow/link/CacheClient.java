package io.github.aperturecdi.flow.link;

import com.google.protobuf.MessageLite;
import io.github.aperturecdi.flow.CacheLookup;
import io.github.aperturecdi.flow.CacheUpdate;
import io.github.aperturecdi.flow.spi.CacheKey;
import io.github.aperturecdi.proto.check.v1.CacheDeleteRequest;
import io.github.aperturecdi.proto.check.v1.CacheDeleteResponse;
import io.github.aperturecdi.proto.check.v1.CacheLookupRequest;
import io.github.aperturecdi.proto.check.v1.CacheLookupResponse;
import io.github.aperturecdi.proto.check.v1.CacheUpsertRequest;
import io.github.aperturecdi.proto.check.v1.CacheUpsertResponse;
import io.github.aperturecdi.proto.check.v1.FlowControlServiceGrpc.FlowControlServiceStub;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The calls to the agent's cache. A failure is a result and not an exception. The calls fail at
 * once while the agent is known not to answer, as a wait would be worse than no cache.
 */
final class CacheClient {

    private final Supplier<FlowControlServiceStub> agent;
    private final BooleanSupplier lost;
    private final Served lookups;
    private final Served upserts;
    private final Served deletes;

    /**
     * @param agent the stub with a deadline for one call
     * @param lost whether the agent is known not to answer
     * @param connection the connection that the calls go over
     */
    CacheClient(
            Supplier<FlowControlServiceStub> agent,
            BooleanSupplier lost,
            Served.Connection connection) {
        this.agent = agent;
        this.lost = lost;
        lookups =
                new Served(
                        "CacheLookup",
                        connection,
                        told ->
                                root(
                                        stub ->
                                                stub.cacheLookup(
                                                        CacheLookupRequest.getDefaultInstance(),
                                                        UnaryReply.outcome(told))));
        upserts =
                new Served(
                        "CacheUpsert",
                        connection,
                        told ->
                                root(
                                        stub ->
                                                stub.cacheUpsert(
                                                        CacheUpsertRequest.getDefaultInstance(),
                                                        UnaryReply.outcome(told))));
        deletes =
                new Served(
                        "CacheDelete",
                        connection,
                        told ->
                                root(
                                        stub ->
                                                stub.cacheDelete(
                                                        CacheDeleteRequest.getDefaultInstance(),
                                                        UnaryReply.outcome(told))));
    }

    CompletableFuture<CacheLookup> get(CacheKey key) {
        CompletableFuture<CacheLookup> lookup = new CompletableFuture<>();
        send(
                lookups,
                () -> CacheMessages.lookupRequest(key),
                FlowControlServiceStub::cacheLookup,
                (CacheLookupResponse response) ->
                        lookup.complete(CacheMessages.lookup(response, key)),
                failure -> lookup.complete(CacheLookup.ABSENT));
        return lookup;
    }

    CompletableFuture<CacheUpdate> put(CacheKey key, byte[] value, Duration timeToLive) {
        CompletableFuture<CacheUpdate> update = new CompletableFuture<>();
        send(
                upserts,
                () -> CacheMessages.upsertRequest(key, value, timeToLive),
                FlowControlServiceStub::cacheUpsert,
                (CacheUpsertResponse response) ->
                        update.complete(CacheMessages.update(response, key)),
                failure -> update.complete(noAnswer(failure)));
        return update;
    }

    CompletableFuture<CacheUpdate> delete(CacheKey key) {
        CompletableFuture<CacheUpdate> update = new CompletableFuture<>();
        send(
                deletes,
                () -> CacheMessages.deleteRequest(key),
                FlowControlServiceStub::cacheDelete,
                (CacheDeleteResponse response) ->
                        update.complete(CacheMessages.update(response, key)),
                failure -> update.complete(noAnswer(failure)));
        return update;
    }

    private static CacheUpdate noAnswer(Throwable failure) {
        return CacheUpdate.absent(Status.fromThrowable(failure).getCode().name());
    }

    /** A method of the stub. */
    @FunctionalInterface
    private interface Call<Q, R> {
        void send(FlowControlServiceStub stub, Q request, StreamObserver<R> reply);
    }

    private <Q extends MessageLite, R> void send(
            Served method,
            Supplier<Q> message,
            Call<Q, R> call,
            Consumer<R> answer,
            Consumer<Throwable> failure) {
        if (lost.getAsBoolean()) {
            failure.accept(Status.UNAVAILABLE.asRuntimeException());
            return;
        }
        try {
            Q request = message.get();
            int size = request.getSerializedSize();
            if (size > MessageSizes.MAX_REQUEST_BYTES) {
                // No agent reads such a message, and some do not return the connection's
                // flow-control window.
                failure.accept(Status.RESOURCE_EXHAUSTED.asRuntimeException());
                return;
            }
            method.call(
                    size,
                    told -> {
                        UnaryReply<R> reply = UnaryReply.telling(told, answer, failure);
                        root(stub -> call.send(stub, request, reply));
                    },
                    () -> failure.accept(Status.UNIMPLEMENTED.asRuntimeException()));
        } catch (RuntimeException | Error e) {
            // The caller waits for an answer after any kind of failure.
            failure.accept(e);
        }
    }

    /** The call runs outside the caller's gRPC context, whose cancellation must not cancel it. */
    private void root(Consumer<FlowControlServiceStub> call) {
        Context.ROOT.run(() -> call.accept(agent.get()));
    }
}
