package io.github.aperturecdi.flow.link;

import io.github.aperturecdi.proto.check.v1.CheckRequest;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.FlowControlServiceGrpc;
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
 * One Check on the wire. It has no deadline of gRPC's, whose end hangs on a timer thread that
 * everybody shares, and takes with it a reply that is on its way. The agent is told a time all the
 * same, see {@link WireTime}.
 */
final class CheckCall extends ClientStreamTracer.Factory {

    /** What gRPC's own deadline makes of itself: a number of at most eight digits, and its unit. */
    private static final Metadata.Key<String> TIMEOUT =
            Metadata.Key.of("grpc-timeout", Metadata.ASCII_STRING_MARSHALLER);

    private static final long MAX_DIGITS = 100_000_000;

    private volatile boolean connected;
    private volatile boolean started;
    private volatile boolean sent;

    /** Whether the question has left: then the agent may give out something by it. */
    boolean isSent() {
        return sent;
    }

    /**
     * Whether a connection has taken the question and not sent it: its peer takes a bounded number
     * of calls at once, and so many are under way.
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
     * Sends the question; the current gRPC context ends the call.
     *
     * @param executor runs what gRPC has to say; null for its own
     * @param nanos how long the agent may take
     */
    void start(
            Channel channel,
            @Nullable Executor executor,
            long nanos,
            CheckRequest question,
            StreamObserver<CheckResponse> reply) {
        CallOptions options = CallOptions.DEFAULT.withStreamTracerFactory(this);
        ClientCall<CheckRequest, CheckResponse> call =
                channel.newCall(
                        FlowControlServiceGrpc.getCheckMethod(),
                        executor == null ? options : options.withExecutor(executor));
        ClientCalls.asyncUnaryCall(
                new SimpleForwardingClientCall<>(call) {
                    @Override
                    public void start(Listener<CheckResponse> listener, Metadata headers) {
                        headers.put(TIMEOUT, timeout(nanos));
                        super.start(listener, headers);
                    }
                },
                question,
                reply);
        started = true;
    }

    static String timeout(long nanos) {
        if (nanos < MAX_DIGITS) {
            return Math.max(1, nanos) + "n";
        }
        return nanos < MAX_DIGITS * 1_000 ? nanos / 1_000 + "u" : nanos / 1_000_000 + "m";
    }
}
