package io.github.aperturecdi.flow.link;

import io.github.aperturecdi.proto.check.v1.CheckRequest;
import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientStreamTracer;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One Check call. It does not use gRPC's deadline, which depends on a timer thread of the whole JVM
 * and drops a reply that is on its way. It still sends the agent a time limit, see {@link
 * WireTime}.
 */
final class CheckCall extends ClientStreamTracer.Factory {

    /** The header of gRPC's own deadline: a number of at most eight digits, and its unit. */
    private static final Metadata.Key<String> TIMEOUT =
            Metadata.Key.of("grpc-timeout", Metadata.ASCII_STRING_MARSHALLER);

    private static final long MAX_DIGITS = 100_000_000;

    /**
     * The transport's thread runs the callbacks, which only pass the outcome on. So the caller's
     * thread wakes up once, and not for the headers, the message and the end.
     */
    private static final CallOptions ON_TRANSPORT = CallOptions.DEFAULT.withExecutor(Runnable::run);

    /** Passes the outcome of a call on to an executor. */
    private record Passed(StreamObserver<byte[]> reply, Executor executor)
            implements StreamObserver<byte[]> {

        @Override
        public void onNext(byte[] message) {
            reply.onNext(message);
        }

        @Override
        public void onError(Throwable failure) {
            executor.execute(() -> reply.onError(failure));
        }

        @Override
        public void onCompleted() {
            executor.execute(reply::onCompleted);
        }
    }

    private volatile boolean connected;
    private volatile boolean started;
    private volatile boolean sent;

    /** Whether the request is sent, so that the agent may hand out tokens for it. */
    boolean isSent() {
        return sent;
    }

    /**
     * Whether a connection has accepted the request and not sent it, as the peer's limit of
     * simultaneous calls is reached.
     */
    boolean isHeldUp() {
        return connected && started && !sent;
    }

    @Override
    public ClientStreamTracer newClientStreamTracer(
            ClientStreamTracer.StreamInfo info, Metadata headers) {
        return new ClientStreamTracer() {
            @Override
            public void streamCreated(Attributes transport, Metadata headers) {
                connected = true;
            }

            @Override
            public void outboundHeaders() {
                sent = true;
            }
        };
    }

    /**
     * Sends the request. A cancellation of the current gRPC context ends the call.
     *
     * @param executor processes the outcome; null for gRPC's own executor
     * @param nanos how long the agent may take
     */
    void start(
            Channel channel,
            @Nullable Executor executor,
            long nanos,
            CheckRequest question,
            StreamObserver<byte[]> reply) {
        CallOptions options = executor == null ? CallOptions.DEFAULT : ON_TRANSPORT;
        ClientCall<CheckRequest, byte[]> call =
                channel.newCall(CheckReply.METHOD, options.withStreamTracerFactory(this));
        ClientCalls.asyncUnaryCall(
                new SimpleForwardingClientCall<>(call) {
                    @Override
                    public void start(Listener<byte[]> listener, Metadata headers) {
                        headers.put(TIMEOUT, timeout(nanos));
                        super.start(listener, headers);
                    }
                },
                question,
                executor == null ? reply : new Passed(reply, executor));
        started = true;
    }

    static String timeout(long nanos) {
        if (nanos < MAX_DIGITS) {
            return Math.max(1, nanos) + "n";
        }
        return nanos < MAX_DIGITS * 1_000 ? nanos / 1_000 + "u" : nanos / 1_000_000 + "m";
    }
}
