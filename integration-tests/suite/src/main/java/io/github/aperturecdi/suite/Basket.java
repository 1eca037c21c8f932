package io.github.aperturecdi.suite;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowLabel;
import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import jakarta.ejb.PostActivate;
import jakarta.ejb.PrePassivate;
import jakarta.ejb.Stateful;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A session bean with contents, which its container may passivate. */
@Stateful
public class Basket {

    /** The contents of all baskets that their container has written to its store. */
    static final Set<String> PASSIVATED = ConcurrentHashMap.newKeySet();

    private final List<String> content = new ArrayList<>();
    private transient boolean activated;

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

    /** Whether the container has read this bean from its store. */
    public boolean isActivated() {
        return activated;
    }

    /** The container is about to write this bean to its store. */
    @PrePassivate
    public void passivated() {
        PASSIVATED.addAll(content);
    }

    /** The container has read this bean from its store. */
    @PostActivate
    public void activated() {
        activated = true;
    }
}
