package io.github.aperturecdi.suite;

import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** Tells the application where its agent is. */
public class DeployedAgentConfigSource implements ConfigSource {

    /** Empty: a list of all properties, as Quarkus makes it when it builds, must start no agent. */
    @Override
    public Set<String> getPropertyNames() {
        return Set.of();
    }

    @Override
    public String getValue(String key) {
        return switch (key) {
            case "aperture.agent.address" -> DeployedAgent.current().address();
            // A slow machine must not turn a decision into none.
            case "aperture.timeout" -> "20s";
            default -> null;
        };
    }

    @Override
    public String getName() {
        return "deployed agent";
    }
}
