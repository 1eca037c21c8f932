package io.github.aperturecdi.shop;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.ApertureExempt;
import io.github.aperturecdi.FlowLabel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What a customer may like. Working that out is expensive, and the shop can do without: refused
 * calls get the bestsellers. A load ramp lets a growing share of the customers have them.
 */
@ShopService
@ApertureControlled(value = "recommendations", fallbackMethod = "bestsellers")
public class Recommendations {

    /**
     * Works out what a customer may like.
     *
     * @param customer the customer
     * @return the products, later
     */
    public CompletionStage<List<String>> forCustomer(
            @FlowLabel(value = "customer", property = "name") Customer customer) {
        return CompletableFuture.supplyAsync(() -> List.of("picked for " + customer.name()));
    }

    /**
     * What everybody likes.
     *
     * @param customer anybody
     * @return the products, at once
     */
    @ApertureExempt
    public CompletionStage<List<String>> bestsellers(Customer customer) {
        return CompletableFuture.completedStage(List.of("teapot", "milk jug"));
    }
}
