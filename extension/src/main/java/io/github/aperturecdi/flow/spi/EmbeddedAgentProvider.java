package io.github.aperturecdi.flow.spi;

/**
 * Opens an agent inside this JVM. Implementations are found by {@link java.util.ServiceLoader}; the
 * jar {@code aperture-cdi-embedded-agent} contains one.
 */
public interface EmbeddedAgentProvider {

    /** The default place of policies: a folder of the class path. */
    String DEFAULT_POLICIES = "META-INF/aperture/";

    /** How many label values each limiter counts separately by default. */
    int DEFAULT_MAX_KEYS = 50_000;

    /** The default limit on the memory of all waiting flows: 128 MiB. */
    long DEFAULT_MAX_WAITING_BYTES = 128L * 1024 * 1024;

    /**
     * How the agent is opened.
     *
     * @param policies the place of the policies: a folder of the class path, or a file or folder of
     *     the file system
     * @param maxKeys how many label values each limiter counts separately, positive; while as many
     *     are in use, new values are counted together
     * @param faithful whether the agent does what Aperture's agent does, also where that is a bug
     * @param maxWaitingBytes the limit on the estimated memory of all flows that wait at
     *     schedulers, in bytes, positive; beyond it, a flow that would have to wait is refused
     */
    record Settings(String policies, int maxKeys, boolean faithful, long maxWaitingBytes) {

        /**
         * The default settings.
         *
         * @param policies the place of the policies
         * @return the settings
         */
        public static Settings of(String policies) {
            return new Settings(policies, DEFAULT_MAX_KEYS, false, DEFAULT_MAX_WAITING_BYTES);
        }
    }

    /**
     * Loads the policies and opens the agent.
     *
     * @param settings how it is opened
     * @param loader the application's class loader, for a folder of the class path
     * @return the agent
     * @throws IllegalArgumentException if a policy cannot be read; the message lists every error
     *     with its file, its line, what is wrong and the remedy
     */
    Agent open(Settings settings, ClassLoader loader);

    /**
     * Does what {@link #open(Settings, ClassLoader)} does, with the default settings.
     *
     * @param policies the place of the policies
     * @param loader the application's class loader
     * @return the agent
     * @throws IllegalArgumentException if a policy cannot be read
     */
    default Agent open(String policies, ClassLoader loader) {
        return open(Settings.of(policies), loader);
    }
}
