package io.github.aperturecdi.suite;

import io.github.aperturecdi.ApertureControlled;
import jakarta.enterprise.context.ApplicationScoped;

/** A bean whose every method is controlled. */
@ApplicationScoped
@ApertureControlled("whole-shop")
class ControlledShop {

    void any() {}

    @ApertureControlled("own")
    void own() {}
}
