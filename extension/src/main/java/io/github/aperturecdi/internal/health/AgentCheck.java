package io.github.aperturecdi.internal.health;

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

    private final StartedApplication application;

    /**
     * For the container. A server may create and keep the check of an application whose start
     * fails: such a check opens no agent, and does not spoil the server's readiness.
     *
     * @param application knows the flow control once the application has started
     */
    @Inject
    public AgentCheck(StartedApplication application) {
        this.application = application;
    }

    @Override
    public HealthCheckResponse call() {
        FlowControl started = application.flows();
        if (started == null) {
            return HealthCheckResponse.up(NAME);
        }
        FlowControlStatus status = started.status();
        // The call refreshes the settings. It is made with a connection, too, so that they are
        // fresh once the connection is lost.
        boolean relies = started.failsClosed();
        return HealthCheckResponse.named(NAME)
                .withData("connected", status.connected())
                .withData("agent", status.agent())
                .status(status.connected() || !relies)
                .build();
    }
}
