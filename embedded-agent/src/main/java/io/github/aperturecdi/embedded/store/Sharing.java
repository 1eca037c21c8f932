package io.github.aperturecdi.embedded.store;

import io.github.aperturecdi.flow.spi.StoreFailure;

/**
 * A store, and what limiters do without it.
 *
 * @param store the store; the engine closes it
 * @param onFailure what limiters do while it cannot be asked
 */
public record Sharing(SharedStore store, StoreFailure onFailure) {}
