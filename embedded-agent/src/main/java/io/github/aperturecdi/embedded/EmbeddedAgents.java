package io.github.aperturecdi.embedded;

import io.github.aperturecdi.embedded.engine.Engine;
import io.github.aperturecdi.embedded.engine.EngineSettings;
import io.github.aperturecdi.embedded.policy.LivePolicies;
import io.github.aperturecdi.flow.spi.Agent;
import io.github.aperturecdi.flow.spi.EmbeddedAgentProvider;
import io.github.aperturecdi.flow.spi.Ticker;

/** Opens embedded agents. The core finds this class with the service loader. */
public final class EmbeddedAgents implements EmbeddedAgentProvider {

    /** For the service loader. */
    public EmbeddedAgents() {}

    /**
     * Loads the policies and opens the agent, which follows their files until it is closed.
     *
     * @param settings how it is opened; for the policies see {@link
     *     io.github.aperturecdi.embedded.policy.PolicyLoader#load}
     * @param loader the application's class loader
     * @throws io.github.aperturecdi.embedded.policy.PolicyException if a policy cannot be used
     */
    @Override
    public Agent open(Settings settings, ClassLoader loader) {
        LivePolicies live = LivePolicies.open(settings.policies(), loader);
        EngineSettings decides =
                new EngineSettings(
                        settings.maxKeys(), settings.faithful(), settings.maxWaitingBytes());
        Engine engine = new Engine(live.policies(), decides, Ticker.SYSTEM);
        live.watch(engine::replace);
        return new EmbeddedAgent(engine, live);
    }
}
