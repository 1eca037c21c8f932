package io.github.aperturecdi.suite;

import io.github.aperturecdi.ApertureControlled;

/** With a controlled default method. */
interface Pinging {

    @ApertureControlled("ping")
    default String ping() {
        return "pong";
    }
}
