package io.github.aperturecdi.flow;

/**
 * Opens an agent inside this JVM. Found by {@link java.util.ServiceLoader}; the jar {@code
 * aperture-cdi-embedded-agent} brings one.
 */
public interface EmbeddedAgentProvider {

    /**
     * Loads the policies and opens the agent.
     *
     * @param policies where they are: a folder of the class path, or a file or folder of the file
     *     system
     * @param loader the application's class loader, for a folder of the class path
     * @return the agent
     * @throws IllegalArgumentException if a policy cannot be read; the message lists every error
     *     with its file, its line, what is wrong and the remedy
     */
    Agent open(String policies, ClassLoader loader);
}
