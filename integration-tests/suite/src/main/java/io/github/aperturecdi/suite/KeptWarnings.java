package io.github.aperturecdi.suite;

import io.github.aperturecdi.testing.LoggedMessages;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** Keeps what is logged from the first look at the configuration on: before any test. */
public class KeptWarnings implements ConfigSource {

    private static final LoggedMessages LOG =
            new LoggedMessages("io.github.aperturecdi.cdi.FlowControlProducer");

    static List<String> messages() {
        return LOG.messages();
    }

    @Override
    public Set<String> getPropertyNames() {
        return Set.of();
    }

    @Override
    public String getValue(String key) {
        return null;
    }

    @Override
    public String getName() {
        return "kept warnings";
    }
}
