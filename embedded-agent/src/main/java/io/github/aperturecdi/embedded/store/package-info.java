/**
 * The interface of a store that several agents share, so that a limit holds over all of them. The
 * embedded agent finds an implementation of {@link
 * io.github.aperturecdi.embedded.store.StoreProvider} with the service loader. Applications do not
 * use this package.
 */
@NullMarked
package io.github.aperturecdi.embedded.store;

import org.jspecify.annotations.NullMarked;
