package io.github.aperturecdi.test;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The agent of a test class that runs in this JVM, and the application's configuration. */
final class RunningTest implements AutoCloseable {

    /**
     * The system property with the port for all classes of a JVM, as an application may outlive a
     * class.
     */
    private static final String PORT = "aperture.test.port";

    /** {@link ApertureAgent} lets one class run at a time. */
    private static volatile @Nullable RunningTest current;

    private final TestAgent agent;
    private final boolean strict;
    private final Map<String, String> configuration = new LinkedHashMap<>();
    private final Map<String, @Nullable String> before = new HashMap<>();
    private @Nullable ControlPort controlPort;

    RunningTest(ApertureAgent annotation, ClassLoader loader) {
        strict = annotation.strict();
        String apiKey = annotation.apiKey();
        agent =
                TestAgent.start(
                        annotation.policies(),
                        loader,
                        annotation.port() == 0 ? Integer.getInteger(PORT, 0) : annotation.port(),
                        apiKey.isEmpty() ? null : apiKey);
        if (annotation.port() == 0) {
            System.setProperty(PORT, Integer.toString(agent.port()));
        }
        configure("aperture.agent.address", agent.address());
        configure("aperture.agent.insecure", "true");
        configure("aperture.timeout", annotation.timeout());
        configure("aperture.api.key", apiKey);
        current = this;
    }

    private void configure(String key, String value) {
        if (!value.isEmpty()) {
            configuration.put(key, value);
            before.put(key, System.getProperty(key));
            System.setProperty(key, value);
        }
    }

    /** The class that runs now; null while no class does. */
    static @Nullable RunningTest current() {
        return current;
    }

    TestAgent agent() {
        return agent;
    }

    /** The keys and values by which an application finds the agent. */
    Map<String, String> configuration() {
        return configuration;
    }

    /** The way to the agent for a test that runs in a server. */
    DeployedAgent deployed() {
        if (controlPort == null) {
            controlPort = ControlPort.open(agent.control());
        }
        return new DeployedAgent(
                agent.address(),
                configuration.getOrDefault("aperture.api.key", ""),
                controlPort.number());
    }

    void beforeEach() {
        agent.reset();
    }

    void afterEach() {
        if (strict) {
            agent.contractKept();
        }
    }

    @Override
    public void close() {
        current = null;
        before.forEach(
                (key, value) -> {
                    if (value == null) {
                        System.clearProperty(key);
                    } else {
                        System.setProperty(key, value);
                    }
                });
        if (controlPort != null) {
            controlPort.close();
        }
        agent.close();
    }
}
