package io.github.aperturecdi.suite;

import io.github.aperturecdi.ApertureControlled;
import jakarta.enterprise.context.ApplicationScoped;

/** A bean with mistakes at which a container would stop, and with one more. */
@ApplicationScoped
class SealedShop {

    @ApplicationScoped
    @ApertureControlled("sealed")
    static class Sealed {

        final void closed() {}
    }

    @ApertureControlled("checkout")
    final void fixed() {}

    @ApertureControlled(" ")
    void blank() {}
}
