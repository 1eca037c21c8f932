package io.github.aperturecdi.suite;

import jakarta.enterprise.context.ApplicationScoped;

/** Nobody uses it. */
@ApplicationScoped
class UnusedBean {}
