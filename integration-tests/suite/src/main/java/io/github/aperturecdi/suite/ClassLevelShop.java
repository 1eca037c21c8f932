package io.github.aperturecdi.suite;

import io.github.aperturecdi.ApertureControlled;
import jakarta.enterprise.context.ApplicationScoped;

/** Its class controls every method, the fallback too, when it is called from elsewhere. */
@ApplicationScoped
@ApertureControlled("class-level")
class ClassLevelShop {

    @ApertureControlled(value = "class-level", fallbackMethod = "instead")
    String order(String what) {
        return what;
    }

    String instead(String what) {
        return what + " instead";
    }
}
