package io.github.aperturecdi.internal.config;

import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * The names that configuration sources list at one moment, as written there. SmallRye's source of
 * environment variables lists each variable a second time, as a property with dots for underscores.
 * That spelling is a guess, which would turn {@code USER_ID} into {@code user.id}, so it is left
 * out.
 */
final class WrittenNames {

    private WrittenNames() {}

    /**
     * Collects the names of each source and of the configuration. SmallRye's configuration keeps
     * the names that the sources had at its first read, so the sources are read directly. Only the
     * configuration knows names that it derives from other names.
     *
     * @throws RuntimeException if a source throws it
     */
    static Set<String> of(Config config) {
        Set<String> written = new TreeSet<>();
        Set<String> guessed = new HashSet<>();
        for (ConfigSource source : config.getConfigSources()) {
            Set<String> names = source.getPropertyNames();
            for (String name : names) {
                (isGuess(name, names) ? guessed : written).add(name);
            }
        }
        for (String name : config.getPropertyNames()) {
            if (!guessed.contains(name)) {
                written.add(name);
            }
        }
        return written;
    }

    private static boolean isGuess(String name, Set<String> besides) {
        return name.startsWith("aperture.") && besides.contains(ConfigKey.variable(name));
    }
}
