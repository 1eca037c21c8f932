package io.github.aperturecdi.suite;

import io.github.aperturecdi.ApertureControlled;

/** Its author forgot the scope. */
class UnscopedShop {

    @ApertureControlled("checkout")
    void order() {}
}
