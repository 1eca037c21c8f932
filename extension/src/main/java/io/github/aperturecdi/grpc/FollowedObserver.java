package io.github.aperturecdi.grpc;

import io.github.aperturecdi.internal.async.WorkEnd;
import io.grpc.stub.StreamObserver;

/**
 * An observer that reports when its call has been answered.
 *
 * @param <A> the type of the answers
 */
final class FollowedObserver<A> implements StreamObserver<A> {

    private final StreamObserver<A> observer;
    private final WorkEnd end;

    FollowedObserver(StreamObserver<A> observer, WorkEnd end) {
        this.observer = observer;
        this.end = end;
    }

    @Override
    public void onNext(A answer) {
        observer.onNext(answer);
    }

    @Override
    public void onError(Throwable failure) {
        end.failed(failure);
        try {
            observer.onError(failure);
        } finally {
            end.done();
        }
    }

    @Override
    public void onCompleted() {
        try {
            observer.onCompleted();
        } finally {
            end.done();
        }
    }
}
