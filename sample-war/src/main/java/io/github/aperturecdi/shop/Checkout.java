package io.github.aperturecdi.shop;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowLabel;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** Takes orders, and holds them until the payment provider has answered. */
@ApplicationScoped
public class Checkout {

    private final AtomicLong lastOrder = new AtomicLong();

    @Inject @RestClient private PaymentProvider payments;

    /**
     * Takes an order and waits for its payment.
     *
     * @param customer who orders
     * @param product what is ordered
     * @return the order
     */
    @ApertureControlled(value = "checkout", labels = "channel=web")
    public Order place(
            @FlowLabel(value = "customer", property = "name")
                    @FlowLabel(value = "tier", property = "tier")
                    Customer customer,
            String product) {
        long number = lastOrder.incrementAndGet();
        String payment = payments.pay(number, customer.account(), product);
        return new Order(number, customer.name(), product, payment);
    }

    /**
     * A paid order.
     *
     * @param number its number
     * @param customer who ordered
     * @param product what was ordered
     * @param payment what the payment provider said
     */
    public record Order(long number, String customer, String product, String payment) {

        /** As a receipt. */
        @Override
        public String toString() {
            return "order " + number + ": " + product + " for " + customer + ", " + payment;
        }
    }
}
