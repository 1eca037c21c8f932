package io.github.aperturecdi.suite;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.testing.Replies;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** An asynchronous method that the agent refuses. */
@ApplicationScoped
class ObservedShop {

    void script(@Observes Startup startup) {
        DeployedAgent.current()
                .at("staged", Replies.rateLimited(Duration.ofSeconds(1), "per-user"));
    }

    @ApertureControlled("staged")
    CompletionStage<String> stage() {
        return CompletableFuture.completedFuture("ran");
    }
}
