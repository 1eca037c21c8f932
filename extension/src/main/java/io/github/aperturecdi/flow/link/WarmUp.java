package io.github.aperturecdi.flow.link;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Prepares the path of the first check by a call to gRPC's health service. The call decides
 * nothing, and its answer is ignored, so the peer need not have that service.
 */
final class WarmUp {

    /**
     * The name of the service that Aperture's agents use there. It differs from the name in the
     * protocol.
     */
    private static final String SERVICE = "aperture.flowcontrol.v1.FlowControlService";

    private static final MethodDescriptor<byte[], byte[]> HEALTH =
            MethodDescriptor.newBuilder(new Bytes(), new Bytes())
                    .setType(MethodDescriptor.MethodType.UNARY)
                    .setFullMethodName("grpc.health.v1.Health/Check")
                    .build();

    private WarmUp() {}

    /** Sends the call once there is a connection. Does not wait. */
    static void begin(Channel channel, Duration timeout) {
        CallOptions options =
                CallOptions.DEFAULT
                        .withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS)
                        .withWaitForReady();
        Context.ROOT.run(
                () ->
                        ClientCalls.asyncUnaryCall(
                                channel.newCall(HEALTH, options),
                                question(),
                                new UnaryReply<byte[]>(answer -> {}, failure -> {})));
    }

    /** A message with one field, number 1: a text of less than 128 bytes. */
    private static byte[] question() {
        byte[] text = SERVICE.getBytes(StandardCharsets.US_ASCII);
        byte[] message = new byte[text.length + 2];
        message[0] = 10;
        message[1] = (byte) text.length;
        System.arraycopy(text, 0, message, 2, text.length);
        return message;
    }
}
