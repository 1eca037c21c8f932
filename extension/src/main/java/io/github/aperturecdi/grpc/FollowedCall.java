package io.github.aperturecdi.grpc;

import io.github.aperturecdi.internal.async.WorkEnd;
import io.grpc.Context;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/**
 * The observer of an RPC. The end of the RPC shows in its context, which is cancelled however the
 * RPC ends. The observer's only handler for cancellation is left to the service.
 *
 * @param <A> the type of the answers
 */
final class FollowedCall<A> extends ServerCallStreamObserver<A> {

    private final ServerCallStreamObserver<A> call;
    private final StreamObserver<A> followed;

    private FollowedCall(ServerCallStreamObserver<A> call, WorkEnd end) {
        this.call = call;
        followed = new FollowedObserver<>(call, end);
        Context.current()
                .addListener(
                        context -> {
                            end.abandoned();
                            end.done();
                        },
                        Runnable::run);
    }

    static <A> FollowedCall<A> of(ServerCallStreamObserver<A> call, WorkEnd end) {
        return new FollowedCall<>(call, end);
    }

    @Override
    public void onNext(A answer) {
        followed.onNext(answer);
    }

    @Override
    public void onError(Throwable failure) {
        followed.onError(failure);
    }

    @Override
    public void onCompleted() {
        followed.onCompleted();
    }

    @Override
    public boolean isCancelled() {
        return call.isCancelled();
    }

    @Override
    public void setOnCancelHandler(Runnable handler) {
        call.setOnCancelHandler(handler);
    }

    @Override
    public void setOnCloseHandler(Runnable handler) {
        call.setOnCloseHandler(handler);
    }

    @Override
    public void setOnReadyThreshold(int bytes) {
        call.setOnReadyThreshold(bytes);
    }

    @Override
    public void setCompression(String compression) {
        call.setCompression(compression);
    }

    @Override
    public void disableAutoRequest() {
        call.disableAutoRequest();
    }

    @Override
    public boolean isReady() {
        return call.isReady();
    }

    @Override
    public void setOnReadyHandler(Runnable handler) {
        call.setOnReadyHandler(handler);
    }

    @Override
    @Deprecated
    @SuppressWarnings("deprecation")
    public void disableAutoInboundFlowControl() {
        call.disableAutoInboundFlowControl();
    }

    @Override
    public void request(int count) {
        call.request(count);
    }

    @Override
    public void setMessageCompression(boolean enable) {
        call.setMessageCompression(enable);
    }
}
