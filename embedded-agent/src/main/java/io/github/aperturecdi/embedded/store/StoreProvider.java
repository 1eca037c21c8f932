package io.github.aperturecdi.embedded.store;

/**
 * Opens stores of one kind. Implementations are found by {@link java.util.ServiceLoader}; the jar
 * {@code aperture-cdi-redis} contains one for Redis and Valkey.
 */
public interface StoreProvider {

    /**
     * Whether this provider can open stores of an address.
     *
     * @param uri the address
     * @return true for an address of its kind, also if it has another error
     */
    boolean accepts(String uri);

    /**
     * Opens a store. A server that cannot be reached now is not an error: the store connects by
     * itself when the server is there.
     *
     * @param settings how the store is reached
     * @return the store
     * @throws IllegalArgumentException if the settings are wrong; the message says what, where and
     *     the remedy, and holds no password
     */
    SharedStore open(StoreSettings settings);
}
