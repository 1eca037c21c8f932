package io.github.aperturecdi.cdi;

import jakarta.enterprise.inject.build.compatible.spi.ScannedClasses;

/** Registers the interceptor of Quarkus' gRPC services, in an application with quarkus-grpc. */
final class QuarkusGrpc {

    private static final String PRESENT = "io.quarkus.grpc.GlobalInterceptor";
    private static final String INTERCEPTOR =
            "io.github.aperturecdi.internal.quarkusgrpc.QuarkusRejectionInterceptor";

    private QuarkusGrpc() {}

    static void register(ScannedClasses classes) {
        try {
            Class.forName(PRESENT, false, QuarkusGrpc.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            return;
        }
        classes.add(INTERCEPTOR);
    }
}
