package io.github.aperturecdi.suite;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** What an operator changes while the application runs; it beats the other sources. */
public class ChangingConfigSource implements ConfigSource {

    /** On Weld the next deployment shares this class. */
    static final Map<String, String> VALUES = new ConcurrentHashMap<>();

    @Override
    public Set<String> getPropertyNames() {
        return VALUES.keySet();
    }

    @Override
    public String getValue(String key) {
        return VALUES.get(key);
    }

    @Override
    public int getOrdinal() {
        return 500;
    }

    @Override
    public String getName() {
        return "changing";
    }
}
