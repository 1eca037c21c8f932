package io.github.aperturecdi.embedded.store;

import org.jspecify.annotations.Nullable;

/**
 * A store could not be asked, or answered with an error. The message names neither label values nor
 * secrets.
 */
public final class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final boolean ofOnePart;

    /**
     * Makes an exception.
     *
     * @param message what went wrong
     * @param cause the store's own error; null for none
     */
    public StoreException(String message, @Nullable Throwable cause) {
        this(message, cause, false);
    }

    /**
     * Makes an exception.
     *
     * @param message what went wrong
     * @param cause the store's own error; null for none
     * @param ofOnePart whether the store may answer about other counters, as it has several parts,
     *     such as the nodes of a cluster
     */
    public StoreException(String message, @Nullable Throwable cause, boolean ofOnePart) {
        super(message, cause);
        this.ofOnePart = ofOnePart;
    }

    /**
     * Whether the error is that of one part of the store. It does not make a store count as away
     * that answers about other counters.
     *
     * @return true if the other parts may answer
     */
    public boolean isOfOnePart() {
        return ofOnePart;
    }
}
