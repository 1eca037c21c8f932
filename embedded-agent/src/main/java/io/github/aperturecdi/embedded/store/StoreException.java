package io.github.aperturecdi.embedded.store;

import org.jspecify.annotations.Nullable;

/**
 * A store could not be asked, or answered with an error. The message names neither label values nor
 * secrets.
 */
public final class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /**
     * Makes an exception.
     *
     * @param message what went wrong
     * @param cause the store's own error; null for none
     */
    public StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
