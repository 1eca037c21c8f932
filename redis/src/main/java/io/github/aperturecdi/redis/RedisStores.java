package io.github.aperturecdi.redis;

import io.github.aperturecdi.embedded.store.SharedStore;
import io.github.aperturecdi.embedded.store.StoreProvider;
import io.github.aperturecdi.embedded.store.StoreSettings;

/** Opens stores on Redis and Valkey: one server, Sentinel, or a cluster. */
public final class RedisStores implements StoreProvider {

    /** Made by {@link java.util.ServiceLoader}. */
    public RedisStores() {}

    @Override
    public boolean accepts(String uri) {
        return RedisAddress.accepts(uri);
    }

    @Override
    public SharedStore open(StoreSettings settings) {
        if (settings.keyPrefix().contains("{}")) {
            throw new IllegalArgumentException(RedisTexts.badPrefix(settings.keyPrefix()));
        }
        try {
            return RedisStore.open(RedisAddress.of(settings), settings);
        } catch (LinkageError error) {
            throw new IllegalArgumentException(RedisTexts.unfit(error), error);
        }
    }
}
