/**
 * The interface of a store that several agents share, so that a limit holds over all of them. The
 * embedded agent finds an implementation with the service loader. Whoever writes a store implements
 * {@link io.github.aperturecdi.embedded.store.StoreProvider}; applications do not use this package.
 */
@NullMarked
package io.github.aperturecdi.embedded.store;

import org.jspecify.annotations.NullMarked;
