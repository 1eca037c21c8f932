package io.github.aperturecdi.internal.config;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/** A source whose values change, and that may fail. */
final class ChangingSource implements ConfigSource {

    final Map<String, String> values = new ConcurrentHashMap<>();

    /** Whether it lists what it has. */
    boolean lists = true;

    volatile @Nullable RuntimeException failure;
    volatile @Nullable RuntimeException listing;
    volatile UnaryOperator<@Nullable String> onRead = value -> value;

    Config config() {
        return new SmallRyeConfigBuilder().withSources(this).withProfile("prod").build();
    }

    @Override
    public Set<String> getPropertyNames() {
        if (listing != null) {
            throw listing;
        }
        return lists ? values.keySet() : Set.of();
    }

    @Override
    public @Nullable String getValue(String key) {
        if (failure != null) {
            throw failure;
        }
        return onRead.apply(values.get(key));
    }

    @Override
    public String getName() {
        return "changing";
    }
}
