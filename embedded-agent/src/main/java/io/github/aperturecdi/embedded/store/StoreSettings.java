package io.github.aperturecdi.embedded.store;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a store is reached.
 *
 * @param uri the address, such as {@code redis://host:6379}; it may hold a user and a password
 * @param username the user; null for that of the address, or none
 * @param password the password; null for that of the address, or none
 * @param keyPrefix the beginning of all keys, not empty
 * @param connectTimeout how long opening may take
 */
public record StoreSettings(
        String uri,
        @Nullable String username,
        @Nullable String password,
        String keyPrefix,
        Duration connectTimeout) {

    /** Shows neither the address, which may hold a password, nor the password. */
    @Override
    public String toString() {
        return "StoreSettings[keyPrefix=" + keyPrefix + "]";
    }
}
