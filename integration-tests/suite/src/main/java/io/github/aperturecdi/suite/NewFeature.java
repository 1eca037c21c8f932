package io.github.aperturecdi.suite;

import io.github.aperturecdi.ApertureControlled;
import jakarta.enterprise.context.ApplicationScoped;

/** A bean of its own: an application that has it relies on its agent, and its readiness says so. */
@ApplicationScoped
class NewFeature {

    @ApertureControlled(value = "ramped", rampMode = true)
    String ramped() {
        return "ramped";
    }
}
