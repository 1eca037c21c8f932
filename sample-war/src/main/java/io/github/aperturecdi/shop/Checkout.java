package io.github.aperturecdi.shop;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowLabel;
import io.github.aperturecdi.shop.Refusals.StillPayingException;
import jakarta.inject.Inject;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.faulttolerance.Retry;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** Takes orders, and holds them until the payment provider has answered. */
@ShopService
public class Checkout {

    private final AtomicLong lastOrder = new AtomicLong();

    @Inject @RestClient private PaymentProvider payments;

    /**
     * Takes an order and waits for its payment. The provider fails now and then, so the payment is
     * tried again; the order keeps its place meanwhile, as one decision covers all attempts. While
     * the checkout is full, orders wait: those of gold customers go first.
     *
     * @param customer who orders
     * @param product what is ordered
     * @return the order
     */
    @ApertureControlled(value = "checkout", labels = "channel=web")
    @Retry(maxRetries = 2, delay = 100, jitter = 50, abortOn = StillPayingException.class)
    public Order place(
            @FlowLabel(value = "customer", property = "name")
                    @FlowLabel(value = "tier", property = "tier")
                    Customer customer,
            String product) {
        String payment = payments.pay(customer.account(), product);
        return new Order(lastOrder.incrementAndGet(), customer.name(), product, payment);
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
