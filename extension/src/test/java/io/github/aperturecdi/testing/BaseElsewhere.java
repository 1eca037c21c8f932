package io.github.aperturecdi.testing;

import io.github.aperturecdi.ApertureControlled;

/** A base class in another package than its beans. */
public class BaseElsewhere {

    @ApertureControlled("elsewhere")
    void inItsPackage() {}

    @ApertureControlled("elsewhere")
    protected void inSubclasses() {}
}
