package io.github.aperturecdi.embedded.internal.engine;

import io.github.aperturecdi.flow.spi.EmbeddedAgentProvider;

/**
 * How an engine decides.
 *
 * @param maxKeys how many label values each limiter keeps apart, positive; when all are in use, new
 *     values are limited together
 * @param faithful whether the engine behaves like Aperture's agent, including its bugs, so that a
 *     test shows the behaviour of production; otherwise it behaves as Aperture's documentation says
 * @param maxWaitingBytes the limit on the estimated memory of all waiting flows, in bytes,
 *     positive; beyond it, schedulers refuse flows that would have to wait
 */
public record EngineSettings(int maxKeys, boolean faithful, long maxWaitingBytes) {

    /** The default settings. */
    public static final EngineSettings DEFAULT =
            new EngineSettings(
                    EmbeddedAgentProvider.DEFAULT_MAX_KEYS,
                    false,
                    EmbeddedAgentProvider.DEFAULT_MAX_WAITING_BYTES);

    /**
     * The same settings with another number of label values.
     *
     * @param keys how many label values each limiter keeps apart, positive
     * @return the settings
     */
    EngineSettings withMaxKeys(int keys) {
        return new EngineSettings(keys, faithful, maxWaitingBytes);
    }

    /**
     * The same settings with or without faithful mode.
     *
     * @param yes whether the engine behaves like Aperture's agent
     * @return the settings
     */
    public EngineSettings withFaithful(boolean yes) {
        return new EngineSettings(maxKeys, yes, maxWaitingBytes);
    }

    /**
     * The same settings with another limit on the memory of waiting flows.
     *
     * @param bytes the limit, positive
     * @return the settings
     */
    EngineSettings withMaxWaitingBytes(long bytes) {
        return new EngineSettings(maxKeys, faithful, bytes);
    }
}
