package io.github.aperturecdi.orders;

import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.proto.check.v1.CacheDeleteRequest;
import io.github.aperturecdi.proto.check.v1.CacheDeleteResponse;
import io.github.aperturecdi.proto.check.v1.CacheLookupRequest;
import io.github.aperturecdi.proto.check.v1.CacheLookupResponse;
import io.github.aperturecdi.proto.check.v1.CacheUpsertRequest;
import io.github.aperturecdi.proto.check.v1.CacheUpsertResponse;
import io.github.aperturecdi.proto.check.v1.CheckRequest;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.FlowControlServiceGrpc;
import io.github.aperturecdi.proto.check.v1.FlowEndRequest;
import io.github.aperturecdi.proto.check.v1.FlowEndResponse;
import io.github.aperturecdi.proto.check.v1.KeyDeleteResponse;
import io.grpc.Context;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import io.quarkus.grpc.stubs.ServerCalls;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;

/** Any service will do: this one's stubs are at hand. */
@GrpcService
public class OrderService extends FlowControlServiceGrpc.FlowControlServiceImplBase {

    @Inject Orders orders;

    /** Throws, on a worker thread. */
    @Override
    @Blocking
    public void check(CheckRequest request, StreamObserver<CheckResponse> answer) {
        orders.take();
        answer.onNext(CheckResponse.getDefaultInstance());
        answer.onCompleted();
    }

    /** Does the work in its call, and once more in the context of a call that is over. */
    @Override
    @Blocking
    public void cacheUpsert(
            CacheUpsertRequest request, StreamObserver<CacheUpsertResponse> answer) {
        attempt();
        Context.CancellableContext over = Context.current().withCancellation();
        over.cancel(null);
        over.run(this::attempt);
        answer.onNext(CacheUpsertResponse.getDefaultInstance());
        answer.onCompleted();
    }

    private void attempt() {
        try {
            orders.takeForClientThatGivesUp();
        } catch (FlowRejectedException refused) {
            // As it should be, but for one.
        }
    }

    /** How often that was done. */
    @Override
    @Blocking
    public void cacheDelete(
            CacheDeleteRequest request, StreamObserver<CacheDeleteResponse> answer) {
        answer.onNext(
                CacheDeleteResponse.newBuilder()
                        .setResultCacheResponse(
                                KeyDeleteResponse.newBuilder()
                                        .setError(String.valueOf(orders.takenByWhoGaveUp())))
                        .putGlobalCacheResponses(
                                "later",
                                KeyDeleteResponse.newBuilder()
                                        .setError(String.valueOf(orders.takenLater()))
                                        .build())
                        .build());
        answer.onCompleted();
    }

    /**
     * As the service that Quarkus generates for Mutiny hands a call on: a {@code Uni} that fails.
     */
    @Override
    public void flowEnd(FlowEndRequest request, StreamObserver<FlowEndResponse> answer) {
        ServerCalls.oneToOne(
                request,
                answer,
                null,
                asked -> orders.takeLater().map(number -> FlowEndResponse.getDefaultInstance()));
    }

    /** Fails its observer, on the event loop. */
    @Override
    public void cacheLookup(
            CacheLookupRequest request, StreamObserver<CacheLookupResponse> answer) {
        Uni.createFrom()
                .item(
                        () -> {
                            orders.takeOnLoop();
                            return CacheLookupResponse.getDefaultInstance();
                        })
                .subscribe()
                .with(
                        response -> {
                            answer.onNext(response);
                            answer.onCompleted();
                        },
                        answer::onError);
    }
}
