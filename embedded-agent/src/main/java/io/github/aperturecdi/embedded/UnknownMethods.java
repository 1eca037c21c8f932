package io.github.aperturecdi.embedded;

import io.grpc.HandlerRegistry;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the first message of requests for methods that the agent does not have, and then refuses
 * them. When gRPC's server refuses such a request itself, it does not return the request's bytes to
 * the connection's flow control, and after some requests all calls of the connection stall.
 */
final class UnknownMethods extends HandlerRegistry {

    /** Drops the bytes of a message. */
    private static final MethodDescriptor.Marshaller<byte[]> DROPPED =
            new MethodDescriptor.Marshaller<>() {
                @Override
                public InputStream stream(byte[] value) {
                    return new ByteArrayInputStream(value);
                }

                @Override
                public byte[] parse(InputStream stream) {
                    // It may be compressed, and then may not be readable.
                    return new byte[0];
                }
            };

    @Override
    public ServerMethodDefinition<?, ?> lookupMethod(String name, @Nullable String authority) {
        return ServerMethodDefinition.create(
                MethodDescriptor.newBuilder(DROPPED, DROPPED)
                        .setType(MethodType.BIDI_STREAMING)
                        .setFullMethodName(name)
                        .build(),
                (call, headers) -> {
                    call.request(Integer.MAX_VALUE);
                    return refused(call, name);
                });
    }

    private static ServerCall.Listener<byte[]> refused(
            ServerCall<byte[], byte[]> call, String name) {
        return new ServerCall.Listener<>() {

            private boolean refused;

            /** A client may wait for the answer to its first message before it sends more. */
            @Override
            public void onMessage(byte[] message) {
                refuse();
            }

            @Override
            public void onHalfClose() {
                refuse();
            }

            private void refuse() {
                if (!refused) {
                    refused = true;
                    call.close(
                            Status.UNIMPLEMENTED.withDescription("Method not found: " + name),
                            new Metadata());
                }
            }
        };
    }
}
