package io.github.aperturecdi.grpc;

import io.github.aperturecdi.internal.async.AsyncArgument;
import io.github.aperturecdi.internal.async.WorkEnd;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/**
 * Follows the {@code StreamObserver} through which a service answers. The call ends when the
 * observer is completed or failed, or when the RPC is over.
 */
public final class ObserverArgument implements AsyncArgument {

    /** Fails to load without gRPC, so that the service loader leaves this class out. */
    private static final Class<?> OBSERVER = StreamObserver.class;

    /** For the service loader. */
    public ObserverArgument() {}

    @Override
    public boolean handles(Class<?> parameterType) {
        return OBSERVER.isAssignableFrom(parameterType)
                && parameterType.isAssignableFrom(ServerCallStreamObserver.class);
    }

    @Override
    public Object follow(Object argument, WorkEnd end) {
        if (argument instanceof ServerCallStreamObserver<?> call) {
            return FollowedCall.of(call, end);
        }
        return new FollowedObserver<>(observer(argument), end);
    }

    @SuppressWarnings("unchecked")
    private static StreamObserver<Object> observer(Object argument) {
        return (StreamObserver<Object>) argument;
    }
}
