package io.github.aperturecdi.suite;

import io.github.aperturecdi.ApertureCached;
import jakarta.enterprise.context.ApplicationScoped;

/** A bean whose author forgot @ApertureControlled. */
@ApplicationScoped
class UncontrolledCatalog {

    @ApertureCached(ttl = "10m")
    String search(String text) {
        return text;
    }
}
