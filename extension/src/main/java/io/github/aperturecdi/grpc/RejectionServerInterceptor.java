package io.github.aperturecdi.grpc;

import io.github.aperturecdi.FlowRejectedException;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Answers a service's {@link FlowRejectedException}, thrown or passed to {@code onError}, with a
 * status in place of {@code UNKNOWN}: {@code RESOURCE_EXHAUSTED} for 429, {@code UNAVAILABLE} for
 * 503, {@code PERMISSION_DENIED} for 403, and for other statuses the code that {@code
 * google/rpc/code.proto} pairs with them. A known wait is sent as {@code google.rpc.RetryInfo}, in
 * a trailer of its own and in {@code grpc-status-details-bin}. A status that the service chooses
 * itself stays.
 *
 * <p>A server of grpc-java gets it with {@code intercept(new RejectionServerInterceptor())}.
 * Quarkus uses it without configuration.
 */
public final class RejectionServerInterceptor implements ServerInterceptor {

    /** Creates an interceptor. It has no state, so one instance may serve all servers. */
    public RejectionServerInterceptor() {}

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        AnsweredCall<Q, A> answered = new AnsweredCall<>(call);
        try {
            return new AnsweringListener<>(next.startCall(answered, headers), answered);
        } catch (RuntimeException e) {
            if (answered.refused(e)) {
                return new ServerCall.Listener<>() {};
            }
            throw e;
        }
    }

    /** A call that ends with the status of a refusal. */
    private static final class AnsweredCall<Q, A> extends SimpleForwardingServerCall<Q, A> {

        /** Whether the call is closed, by the service or by a refusal that it threw. */
        private final AtomicBoolean closed = new AtomicBoolean();

        private volatile boolean refused;

        AnsweredCall(ServerCall<Q, A> call) {
            super(call);
        }

        @Override
        public void close(Status status, Metadata trailers) {
            if (refused) {
                return;
            }
            closed.set(true);
            Optional<FlowRejectedException> refusal = RejectedStatus.refusalIn(status);
            if (refusal.isPresent()) {
                close(refusal.get(), trailers);
            } else {
                super.close(status, trailers);
            }
        }

        /** Whether an exception is a refusal that has answered the client. */
        boolean refused(RuntimeException failure) {
            Optional<FlowRejectedException> refusal = RejectedStatus.refusalIn(failure);
            if (refusal.isPresent() && closed.compareAndSet(false, true)) {
                refused = true;
                close(refusal.get(), new Metadata());
            }
            return refusal.isPresent() && refused;
        }

        private void close(FlowRejectedException refusal, Metadata trailers) {
            Status status = RejectedStatus.of(refusal);
            RejectedStatus.addRetryInfo(refusal, status, trailers);
            super.close(status, trailers);
        }
    }

    /**
     * Answers refusals that a service throws from its method instead of passing them to the
     * observer.
     */
    private static final class AnsweringListener<Q> extends SimpleForwardingServerCallListener<Q> {

        private final AnsweredCall<Q, ?> call;

        AnsweringListener(ServerCall.Listener<Q> listener, AnsweredCall<Q, ?> call) {
            super(listener);
            this.call = call;
        }

        private void answering(Runnable event) {
            try {
                event.run();
            } catch (RuntimeException e) {
                if (!call.refused(e)) {
                    throw e;
                }
            }
        }

        @Override
        public void onMessage(Q message) {
            answering(() -> super.onMessage(message));
        }

        @Override
        public void onHalfClose() {
            answering(super::onHalfClose);
        }

        @Override
        public void onReady() {
            answering(super::onReady);
        }
    }
}
