package io.github.aperturecdi.embedded;

import io.grpc.ServerBuilder;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;

/**
 * Adds gRPC's health and reflection services. This is the only class that uses grpc- services. The
 * agent's process has that library; an application with an embedded agent does not need it.
 */
final class ServerServices {

    /**
     * The name under which Aperture's agents register. It differs from the service's name in the
     * protocol.
     */
    private static final String FLOW_CONTROL = "aperture.flowcontrol.v1.FlowControlService";

    private ServerServices() {}

    /**
     * Adds the services.
     *
     * @return an action that reports to health clients that the server stops
     */
    static Runnable addTo(ServerBuilder<?> server) {
        // The status of the whole server, under the empty name, is SERVING from the start.
        HealthStatusManager health = new HealthStatusManager();
        health.setStatus(FLOW_CONTROL, ServingStatus.SERVING);
        server.addService(UnreadableRequests.refusedBy(health.getHealthService()))
                .addService(UnreadableRequests.refusedBy(ProtoReflectionServiceV1.newInstance()));
        return health::enterTerminalState;
    }
}
