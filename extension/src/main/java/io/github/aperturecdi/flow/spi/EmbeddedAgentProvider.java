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

    /**
     * Loads the policies and opens the agent.
     *
     * @param policies the place of the policies: a folder of the class path, or a file or folder of
     *     the file system
     * @param loader the application's class loader, for a folder of the class path
     * @return the agent
     * @throws IllegalArgumentException if a policy cannot be read; the message lists every error
     *     with its file, its line, what is wrong and the remedy
     */
    Agent open(String policies, ClassLoader loader);

    /**
     * Does what {@link #open(String, ClassLoader)} does, with a bound. An agent without such a
     * bound ignores it.
     *
     * @param policies the place of the policies
     * @param maxKeys how many label values each limiter counts separately, positive; while as many
     *     are in use, new values are counted together
     * @param loader the application's class loader
     * @return the agent
     * @throws IllegalArgumentException as above
     */
    default Agent open(String policies, int maxKeys, ClassLoader loader) {
        return open(policies, loader);
    }

    /**
     * As {@link #open(String, int, ClassLoader)}, in a mode of the caller's. An agent that has no
     * such mode leaves it aside.
     *
     * @param policies where they are
     * @param maxKeys how many label values each limiter keeps apart, positive
     * @param faithful whether it does what Aperture's agent does, also where that is a bug
     * @param loader the application's class loader
     * @return the agent
     * @throws IllegalArgumentException as above
     */
    default Agent open(String policies, int maxKeys, boolean faithful, ClassLoader loader) {
        return open(policies, maxKeys, loader);
    }
}
