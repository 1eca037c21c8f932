package io.github.aperturecdi.suite;

import jakarta.enterprise.context.ApplicationScoped;

/** Has its method from an interface. */
@ApplicationScoped
class DefaultMethodShop implements Pinging {}
