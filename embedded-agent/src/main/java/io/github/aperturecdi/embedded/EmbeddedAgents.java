package io.github.aperturecdi.embedded;

import io.github.aperturecdi.embedded.engine.Engine;
import io.github.aperturecdi.embedded.policy.PolicyLoader;
import io.github.aperturecdi.flow.spi.Agent;
import io.github.aperturecdi.flow.spi.EmbeddedAgentProvider;
import io.github.aperturecdi.flow.spi.Ticker;

/** Opens embedded agents for the core, which finds this class as a service. */
public final class EmbeddedAgents implements EmbeddedAgentProvider {

    /** For the service loader. */
    public EmbeddedAgents() {}

    /**
     * Loads the policies and opens the agent.
     *
     * @param policies see {@link PolicyLoader#load}
     * @param loader the application's class loader
     * @throws io.github.aperturecdi.embedded.policy.PolicyException if a policy cannot be used
     */
    @Override
    public Agent open(String policies, ClassLoader loader) {
        return open(policies, DEFAULT_MAX_KEYS, loader);
    }

    @Override
    public Agent open(String policies, int maxKeys, ClassLoader loader) {
        return new EmbeddedAgent(
                new Engine(PolicyLoader.load(policies, loader), maxKeys, Ticker.SYSTEM));
    }
}
