package io.github.aperturecdi.docs.shop;

import io.github.aperturecdi.flow.FlowControl;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What the documents' snippets speak of without declaring it. */
public final class Shop {

    /** A flow control that somebody has injected. */
    public static final FlowControl flows = FlowControl.builder().build();

    public static final Customer customer = new Customer("u-1", Tier.GOLD);
    public static final Order order = new Order(customer, 1);
    public static final String id = "u-1";

    private Shop() {}

    public static void checkout() {}

    public static Receipt pay(Order order) {
        return new Receipt(order.customer().id());
    }

    public static List<String> find(String text) {
        return List.of(text);
    }

    public static CompletableFuture<List<String>> findLater(String text) {
        return CompletableFuture.completedFuture(find(text));
    }
}
