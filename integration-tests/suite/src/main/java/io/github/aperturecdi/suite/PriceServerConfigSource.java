package io.github.aperturecdi.suite;

import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** Tells the application where the service elsewhere is. */
public class PriceServerConfigSource implements ConfigSource {

    @Override
    public Set<String> getPropertyNames() {
        return Set.of();
    }

    @Override
    public String getValue(String key) {
        return key.equals("prices/mp-rest/url") ? PriceServer.url() : null;
    }

    @Override
    public String getName() {
        return "price server";
    }
}
