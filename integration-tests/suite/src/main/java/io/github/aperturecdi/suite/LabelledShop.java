package io.github.aperturecdi.suite;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowLabel;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Controlled methods that tell which labels their flow had. */
@ApplicationScoped
class LabelledShop implements LabelledOrders<LabelledShop.Order> {

    enum Tier {
        GOLD
    }

    record Customer(Tier tier, Optional<String> region) {}

    record Order(Customer customer) {}

    @Override
    @ApertureControlled(
            value = "labelled-order",
            labels = {"tier=none", "kind=order"})
    public String order(Order order, String card) {
        return seen("labelled-order");
    }

    @ApertureControlled("labelled-value")
    String value(@FlowLabel("user") @Nullable String user) {
        return seen("labelled-value");
    }

    /** Another way to the same control point, which does not say who the user is. */
    @ApertureControlled("labelled-value")
    String value() {
        return seen("labelled-value");
    }

    @ApertureControlled("labelled-stage")
    CompletionStage<String> stage(@FlowLabel("user") @Nullable String user) {
        return CompletableFuture.completedFuture(seen("labelled-stage"));
    }

    @ApertureControlled("labelled-uni")
    Uni<String> uni(@FlowLabel("user") @Nullable String user) {
        return Uni.createFrom().item(seen("labelled-uni"));
    }

    private static String seen(String controlPoint) {
        var checks = DeployedAgent.current().checks(controlPoint);
        return new TreeMap<>(checks.get(checks.size() - 1).getLabelsMap()).toString();
    }
}
