package io.github.aperturecdi.alljar;

import com.google.protobuf.StringValue;
import com.google.re2j.Pattern;
import io.github.aperturecdi.grpc.RejectionServerInterceptor;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import okio.Buffer;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * What the application does with libraries that the one jar contains as well, in its own versions.
 */
final class OwnLibraries {

    private static final MethodDescriptor<StringValue, StringValue> GREET =
            MethodDescriptor.<StringValue, StringValue>newBuilder()
                    .setType(MethodType.UNARY)
                    .setFullMethodName("Greeter/Greet")
                    .setRequestMarshaller(ProtoUtils.marshaller(StringValue.getDefaultInstance()))
                    .setResponseMarshaller(ProtoUtils.marshaller(StringValue.getDefaultInstance()))
                    .build();

    private OwnLibraries() {}

    /** A greeting by gRPC, then the jar of each library that took part. */
    static String greet(String name) {
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("grpc", byGrpc(name) + jar(MethodDescriptor.class));
        said.put("protobuf", jar(StringValue.class));
        said.put(
                "yaml",
                new Load(LoadSettings.builder().build()).loadFromString("greeting")
                        + jar(Load.class));
        said.put("okio", new Buffer().writeUtf8(name).readUtf8() + jar(Buffer.class));
        said.put("re2j", Pattern.matches("[a-z]+", name) + jar(Pattern.class));
        return said.toString();
    }

    private static String byGrpc(String name) {
        ServerServiceDefinition greeter =
                ServerServiceDefinition.builder("Greeter")
                        .addMethod(
                                GREET,
                                ServerCalls.asyncUnaryCall(
                                        (request, reply) -> {
                                            reply.onNext(
                                                    StringValue.of("hello " + request.getValue()));
                                            reply.onCompleted();
                                        }))
                        .build();
        Server server =
                InProcessServerBuilder.forName("greeter")
                        .addService(
                                ServerInterceptors.intercept(
                                        greeter, new RejectionServerInterceptor()))
                        .build();
        ManagedChannel channel = InProcessChannelBuilder.forName("greeter").build();
        try {
            server.start();
            return ClientCalls.blockingUnaryCall(
                            channel, GREET, CallOptions.DEFAULT, StringValue.of(name))
                    .getValue();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } finally {
            channel.shutdownNow();
            server.shutdownNow();
        }
    }

    private static String jar(Class<?> type) {
        String path = type.getProtectionDomain().getCodeSource().getLocation().getPath();
        return " of " + path.substring(path.lastIndexOf('/') + 1);
    }
}
