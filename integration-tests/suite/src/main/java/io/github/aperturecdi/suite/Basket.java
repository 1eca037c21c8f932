package io.github.aperturecdi.suite;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowLabel;
import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import jakarta.ejb.PrePassivate;
import jakarta.ejb.Stateful;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A session bean with contents, which its container may passivate. */
@Stateful
public class Basket {

    static final AtomicInteger PASSIVATED = new AtomicInteger();

    private final List<String> content = new ArrayList<>();

    @Inject private FlowControl flows;

    /** For the container. */
    public Basket() {}

    /** One more item. */
    @ApertureControlled("basket")
    public void add(@FlowLabel("item") String item) {
        content.add(item);
    }

    /** Asks by hand. */
    public boolean look() {
        try (Flow flow = flows.start(FlowRequest.at("look").build())) {
            return flow.shouldRun();
        }
    }

    /** What was added. */
    public List<String> content() {
        return List.copyOf(content);
    }

    /** The container is about to write this bean to its store. */
    @PrePassivate
    public void passivated() {
        PASSIVATED.incrementAndGet();
    }
}
