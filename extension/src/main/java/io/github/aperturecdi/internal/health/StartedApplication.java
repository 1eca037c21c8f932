package io.github.aperturecdi.internal.health;

import io.github.aperturecdi.flow.FlowControl;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/**
 * Knows the flow control once the application has started. A bean of its own: Quarkus keeps each
 * bean that observes an event, and an application without MicroProfile Health cannot load {@link
 * AgentCheck}.
 */
@Singleton
public class StartedApplication {

    private volatile @Nullable FlowControl flows;

    /** For the container. */
    public StartedApplication() {}

    /**
     * Takes the flow control.
     *
     * @param startup the start of the application
     * @param control the flow control, which knows the agent
     */
    public void start(@Observes Startup startup, FlowControl control) {
        flows = control;
    }

    /** Null until the application has started. */
    @Nullable FlowControl flows() {
        return flows;
    }
}
