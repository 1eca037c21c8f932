package io.github.aperturecdi.embedded;

import io.grpc.ServerBuilder;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;

/**
 * gRPC's health and reflection services. The only class that knows grpc-services, which the agent's
 * process has and an application with the agent inside it need not have.
 */
final class ServerServices {

    /** What Aperture's agents register, and not the service's name in the protocol. */
    private static final String FLOW_CONTROL = "aperture.flowcontrol.v1.FlowControlService";

    private ServerServices() {}

    /**
     * Adds the services.
     *
     * @return tells those who watch the health that the server stops
     */
    static Runnable addTo(ServerBuilder<?> server) {
        // The server as a whole, whose name is empty, serves from the start.
        HealthStatusManager health = new HealthStatusManager();
        health.setStatus(FLOW_CONTROL, ServingStatus.SERVING);
        server.addService(health.getHealthService())
                .addService(ProtoReflectionServiceV1.newInstance());
        return health::enterTerminalState;
    }
}
