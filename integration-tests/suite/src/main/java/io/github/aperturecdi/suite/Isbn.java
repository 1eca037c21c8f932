package io.github.aperturecdi.suite;

import io.github.aperturecdi.FlowCacheKey;

/** An object with a method that identifies it, and a text that does not. */
final class Isbn {

    private final String digits;

    Isbn(String digits) {
        this.digits = digits;
    }

    @FlowCacheKey
    private String digits() {
        return digits;
    }

    @Override
    public String toString() {
        return "a book";
    }
}
