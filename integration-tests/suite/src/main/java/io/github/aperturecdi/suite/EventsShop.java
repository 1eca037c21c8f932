package io.github.aperturecdi.suite;

import io.github.aperturecdi.ApertureControlled;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Vetoed;
import java.util.concurrent.atomic.AtomicInteger;

/** A controlled class with every kind of method that a container calls. */
@ApplicationScoped
@ApertureControlled
class EventsShop {

    record Sold(String what) {}

    /** Its producer alone makes it a bean, also where each class is one. */
    @Vetoed
    static class Receipt {}

    private final AtomicInteger made = new AtomicInteger();

    @PostConstruct
    void made() {
        made.incrementAndGet();
    }

    int timesMade() {
        return made.get();
    }

    void sold(@Observes Sold event) {}

    @Produces
    @Dependent
    Receipt receipt() {
        return new Receipt();
    }

    void over(@Disposes Receipt receipt) {}

    @Override
    public String toString() {
        return "events";
    }

    @Override
    public boolean equals(Object other) {
        return other == this;
    }

    @Override
    public int hashCode() {
        return 7;
    }
}
