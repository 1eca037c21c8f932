package io.github.aperturecdi.embedded;

import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests that cannot be read. For each of them gRPC's server would log a stack trace, so
 * a client could fill the log.
 */
final class UnreadableRequests {

    private UnreadableRequests() {}

    /** The service, which answers such a request as one without a message: INTERNAL. */
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
        MethodDescriptor.Marshaller<Q> requests = descriptor.getRequestMarshaller();
        return ServerMethodDefinition.create(
                descriptor.toBuilder(
                                new MethodDescriptor.Marshaller<Q>() {
                                    @Override
                                    public InputStream stream(Q request) {
                                        return requests.stream(request);
                                    }

                                    @Override
                                    public @Nullable Q parse(InputStream stream) {
                                        try {
                                            return requests.parse(stream);
                                        } catch (StatusRuntimeException e) {
                                            return null;
                                        }
                                    }
                                },
                                descriptor.getResponseMarshaller())
                        .build(),
                method.getServerCallHandler());
    }
}
