package io.github.aperturecdi.testkit;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowLabel;
import jakarta.enterprise.context.ApplicationScoped;

/** The controlled bean of the tests. */
@ApplicationScoped
public class Orders {

    @ApertureControlled("orders")
    public String place(@FlowLabel("user") String user) {
        return "placed for " + user;
    }
}
