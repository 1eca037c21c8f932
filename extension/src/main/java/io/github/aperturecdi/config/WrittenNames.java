package io.github.aperturecdi.config;

import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * The names that configuration sources list at one moment, as they are written there. SmallRye's
 * source of environment variables lists each variable once more, as a property with dots for
 * underscores; that spelling is a guess, and would make {@code user.id} of {@code USER_ID}.
 */
final class WrittenNames {

    private WrittenNames() {}

    /**
     * The sources are asked themselves, as SmallRye's configuration lists what they had when it was
     * first asked; and the configuration, too, as only it knows what else it derives names from.
     *
     * @throws RuntimeException what a source throws
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
