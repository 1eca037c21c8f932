package io.github.aperturecdi.test;

import io.github.aperturecdi.embedded.internal.policy.Policy;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The agent of a test class that runs in this JVM, and the application's configuration. */
final class RunningTest implements AutoCloseable {

    /** {@link ApertureAgent} lets one class run at a time. */
    private static volatile @Nullable RunningTest current;

    private final ResidentAgent resident;
    private final TestAgent agent;
    private final boolean strict;
    private final Map<String, String> configuration = new LinkedHashMap<>();
    private final Map<String, @Nullable String> before = new HashMap<>();

    RunningTest(ApertureAgent annotation, ClassLoader loader) {
        strict = annotation.strict();
        String apiKey = annotation.apiKey();
        List<Policy> policies = TestAgent.load(annotation.policies(), loader);
        resident = ResidentAgent.at(annotation.port());
        String key = apiKey.isEmpty() ? null : apiKey;
        resident.agent().begin(policies, key);
        agent = new TestAgent(resident.agent().address(), key, resident.agent(), () -> {});
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
        return new DeployedAgent(
                agent.address(),
                configuration.getOrDefault("aperture.api.key", ""),
                resident.controlPort().number());
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
        agent.close();
        resident.agent().begin(List.of(), null);
    }
}
