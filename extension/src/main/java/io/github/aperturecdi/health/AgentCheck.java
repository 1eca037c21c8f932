package io.github.aperturecdi.health;

import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowControlStatus;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Readiness by the agent's connection: down only where the application would refuse work without
 * it. An application that goes on without its agent is as ready as ever.
 */
@Readiness
@Singleton
public class AgentCheck implements HealthCheck {

    /** The check's name. */
    public static final String NAME = "aperture-agent";

    private final FlowControl flows;

    /**
     * For the container.
     *
     * @param flows knows the agent
     */
    @Inject
    public AgentCheck(FlowControl flows) {
        this.flows = flows;
    }

    @Override
    public HealthCheckResponse call() {
        FlowControlStatus status = flows.status();
        // Asked while there is a connection, too: once it is lost, the answer must be a fresh one.
        boolean relies = flows.failsClosed();
        return HealthCheckResponse.named(NAME)
                .withData("connected", status.connected())
                .withData("agent", status.agent())
                .status(status.connected() || !relies)
                .build();
    }
}
