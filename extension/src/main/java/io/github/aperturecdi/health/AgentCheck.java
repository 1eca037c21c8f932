package io.github.aperturecdi.health;

import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowControlStatus;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Readiness by the agent's connection. It is down only if the application refuses work without the
 * agent. An application that runs without its agent stays ready.
 */
@Readiness
@Singleton
public class AgentCheck implements HealthCheck {

    /** The name of the check. */
    public static final String NAME = "aperture-agent";

    private final FlowControl flows;

    /**
     * For the container.
     *
     * @param flows the flow control, which knows the agent
     */
    @Inject
    public AgentCheck(FlowControl flows) {
        this.flows = flows;
    }

    @Override
    public HealthCheckResponse call() {
        FlowControlStatus status = flows.status();
        // The call refreshes the settings. It is made with a connection, too, so that they are
        // fresh once the connection is lost.
        boolean relies = flows.failsClosed();
        return HealthCheckResponse.named(NAME)
                .withData("connected", status.connected())
                .withData("agent", status.agent())
                .status(status.connected() || !relies)
                .build();
    }
}
