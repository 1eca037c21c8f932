package io.github.aperturecdi.orders;

import io.github.aperturecdi.ApertureControlled;
import jakarta.enterprise.context.ApplicationScoped;

/** The work behind the service: the policy lets it be done once, and nothing comes back. */
@ApplicationScoped
public class Orders {

    @ApertureControlled("orders-thrown")
    public void take() {}

    @ApertureControlled("orders-observed")
    public void takeOnLoop() {}
}
