package io.github.aperturecdi.alljar;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowLabel;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Controlled methods. */
@ApplicationScoped
public class Shop {

    /** Limited by user. */
    @ApertureControlled("checkout")
    public String order(@FlowLabel("user") String user) {
        return "ordered by " + user;
    }

    /** The same, later. */
    @ApertureControlled("checkout")
    public CompletionStage<String> orderLater(@FlowLabel("user") String user) {
        return CompletableFuture.completedFuture("ordered by " + user);
    }
}
