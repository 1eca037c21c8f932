package io.github.aperturecdi.embedded;

import io.grpc.BindableService;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests that cannot be read. For each of them gRPC's server would log a stack trace, so
 * a client could fill the log.
 */
final class UnreadableRequests {

    private static final Status UNREADABLE =
            Status.INTERNAL.withDescription("The request cannot be read.");

    private UnreadableRequests() {}

    /**
     * The service, which answers such a request with INTERNAL, and a request with an unknown
     * compression with UNIMPLEMENTED.
     */
    static ServerServiceDefinition refusedBy(BindableService service) {
        ServerServiceDefinition bound = service.bindService();
        List<ServerMethodDefinition<?, ?>> methods = new ArrayList<>();
        bound.getMethods().forEach(each -> methods.add(reading(each)));
        ServiceDescriptor.Builder descriptor =
                ServiceDescriptor.newBuilder(bound.getServiceDescriptor().getName())
                        .setSchemaDescriptor(bound.getServiceDescriptor().getSchemaDescriptor());
        methods.forEach(each -> descriptor.addMethod(each.getMethodDescriptor()));
        ServerServiceDefinition.Builder reading =
                ServerServiceDefinition.builder(descriptor.build());
        methods.forEach(reading::addMethod);
        return reading.build();
    }

    private static <Q, R> ServerMethodDefinition<Q, R> reading(
            ServerMethodDefinition<Q, R> method) {
        MethodDescriptor<Q, R> descriptor = method.getMethodDescriptor();
        return ServerMethodDefinition.create(
                descriptor.toBuilder(
                                nullIfUnreadable(descriptor.getRequestMarshaller()),
                                descriptor.getResponseMarshaller())
                        .build(),
                refusingNull(method.getServerCallHandler()));
    }

    private static <Q> MethodDescriptor.Marshaller<Q> nullIfUnreadable(
            MethodDescriptor.Marshaller<Q> requests) {
        return new MethodDescriptor.Marshaller<>() {
            @Override
            public InputStream stream(Q request) {
                return requests.stream(request);
            }

            @Override
            public @Nullable Q parse(InputStream stream) {
                try {
                    return requests.parse(stream);
                } catch (RuntimeException e) {
                    return null;
                }
            }
        };
    }

    private static <Q, R> ServerCallHandler<Q, R> refusingNull(ServerCallHandler<Q, R> handler) {
        return (call, headers) ->
                new SimpleForwardingServerCallListener<>(handler.startCall(call, headers)) {

                    private final @Nullable Status unsupported =
                            UnknownCompressions.refusal(headers);

                    private boolean refused;

                    @Override
                    public void onMessage(@Nullable Q request) {
                        if (unsupported != null) {
                            refuse(unsupported);
                        } else if (request == null) {
                            refuse(UNREADABLE);
                        } else {
                            super.onMessage(request);
                        }
                    }

                    @Override
                    public void onHalfClose() {
                        if (unsupported != null) {
                            refuse(unsupported);
                        } else if (!refused) {
                            super.onHalfClose();
                        }
                    }

                    private void refuse(Status status) {
                        if (!refused) {
                            refused = true;
                            call.close(status, new Metadata());
                        }
                    }
                };
    }
}
