package io.github.aperturecdi.embedded;

import io.grpc.Decompressor;
import io.grpc.DecompressorRegistry;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Lets requests with an unknown compression reach their service, where {@link UnreadableRequests}
 * refuses them. When gRPC's server refuses such a request itself, it does not return the request's
 * bytes to the connection's flow control, and after some requests all calls of the connection
 * stall.
 */
final class UnknownCompressions extends ServerStreamTracer.Factory {

    /** Stands for all unknown compressions. */
    private static final Decompressor UNKNOWN =
            new Decompressor() {
                @Override
                public String getMessageEncoding() {
                    return "unknown";
                }

                @Override
                public InputStream decompress(InputStream message) {
                    return unreadable(message);
                }
            };

    private static final DecompressorRegistry KNOWN = DecompressorRegistry.getDefaultInstance();

    /** The compressions of the server. Clients do not get to know the unknown one. */
    static final DecompressorRegistry ALL = KNOWN.with(UNKNOWN, false);

    private static final Metadata.Key<String> ENCODING =
            Metadata.Key.of("grpc-encoding", Metadata.ASCII_STRING_MARSHALLER);

    /** The refusal of a request; null if its compression is known. */
    static @Nullable Status refusal(Metadata headers) {
        return UNKNOWN.getMessageEncoding().equals(headers.get(ENCODING))
                ? Status.UNIMPLEMENTED.withDescription(
                        "The compression of the request is not supported. Supported are "
                                + String.join(", ", KNOWN.getKnownMessageEncodings())
                                + ".")
                : null;
    }

    @Override
    public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
        String encoding = headers.get(ENCODING);
        if (encoding != null && KNOWN.lookupDecompressor(encoding) == null) {
            headers.discardAll(ENCODING);
            headers.put(ENCODING, UNKNOWN.getMessageEncoding());
        }
        return new ServerStreamTracer() {};
    }

    private static InputStream unreadable(InputStream message) {
        return new FilterInputStream(message) {
            @Override
            public int read() throws IOException {
                throw new IOException("unknown compression");
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return read();
            }
        };
    }
}
