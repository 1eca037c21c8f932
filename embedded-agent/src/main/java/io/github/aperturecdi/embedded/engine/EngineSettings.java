package io.github.aperturecdi.embedded.engine;

import io.github.aperturecdi.flow.spi.EmbeddedAgentProvider;

/**
 * How an engine decides.
 *
 * @param maxKeys how many label values each limiter keeps apart, positive; when as many are in use,
 *     new ones are limited together
 * @param faithful whether it does what Aperture's agent does, also where that is a bug, so that a
 *     test shows what happens in production; otherwise it does what Aperture's documentation
 *     promises
 * @param maxWaitingBytes how much memory the flows that wait may take together, by estimate; past
 *     that, schedulers refuse what would have to wait
 */
public record EngineSettings(int maxKeys, boolean faithful, long maxWaitingBytes) {

    /** Enough for 100,000 waiting flows with few labels. */
    public static final long DEFAULT_MAX_WAITING_BYTES = 128L * 1024 * 1024;

    /** What applies unless somebody says otherwise. */
    public static final EngineSettings DEFAULT =
            new EngineSettings(
                    EmbeddedAgentProvider.DEFAULT_MAX_KEYS, false, DEFAULT_MAX_WAITING_BYTES);

    /**
     * The same settings with another bound.
     *
     * @param keys how many label values each limiter keeps apart, positive
     * @return the settings
     */
    public EngineSettings withMaxKeys(int keys) {
        return new EngineSettings(keys, faithful, maxWaitingBytes);
    }

    /**
     * The same settings in the other mode.
     *
     * @param yes whether the engine does what Aperture's agent does
     * @return the settings
     */
    public EngineSettings withFaithful(boolean yes) {
        return new EngineSettings(maxKeys, yes, maxWaitingBytes);
    }
}
