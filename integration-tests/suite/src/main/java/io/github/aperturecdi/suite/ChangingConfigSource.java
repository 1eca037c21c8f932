package io.github.aperturecdi.suite;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Tells what an operator changes while the application runs, and else where its agent is. */
public class ChangingConfigSource extends DeployedAgentConfigSource {

    /** The next deployment may share this class. */
    static final Map<String, String> VALUES = new ConcurrentHashMap<>();

    @Override
    public Set<String> getPropertyNames() {
        return Set.copyOf(VALUES.keySet());
    }

    /** Above the application's file, which tells a value of the same key. */
    @Override
    public int getOrdinal() {
        return DEFAULT_ORDINAL + 100;
    }

    @Override
    public String getValue(String key) {
        String value = VALUES.get(key);
        return value != null ? value : super.getValue(key);
    }
}
