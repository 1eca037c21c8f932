package io.github.aperturecdi.internal.quarkusgrpc;

import io.github.aperturecdi.grpc.RejectionServerInterceptor;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.quarkus.grpc.GlobalInterceptor;
import jakarta.inject.Singleton;

/** Applies {@link RejectionServerInterceptor} to every service of an application. */
@GlobalInterceptor
@Singleton
public class QuarkusRejectionInterceptor implements ServerInterceptor {

    private final ServerInterceptor interceptor = new RejectionServerInterceptor();

    /** For the container. */
    public QuarkusRejectionInterceptor() {}

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        return interceptor.interceptCall(call, headers, next);
    }
}
