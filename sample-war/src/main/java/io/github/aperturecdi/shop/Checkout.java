package io.github.aperturecdi.shop;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowLabel;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.config.ConfigProvider;

/** Takes orders. The payment provider is slow, and takes few of them at once. */
@ApplicationScoped
public class Checkout {

    private final Duration paymentDuration =
            ConfigProvider.getConfig()
                    .getOptionalValue("shop.payment.duration", Duration.class)
                    .orElse(Duration.ofSeconds(2));

    private final AtomicLong lastOrder = new AtomicLong();

    /**
     * Takes an order and waits for its payment.
     *
     * @param customer who orders
     * @param product what is ordered
     * @return the order
     * @throws InterruptedException if the server stops meanwhile
     */
    @ApertureControlled(value = "checkout", labels = "channel=web")
    public Order place(
            @FlowLabel(value = "customer", property = "name")
                    @FlowLabel(value = "tier", property = "tier")
                    Customer customer,
            String product)
            throws InterruptedException {
        pay();
        return new Order(lastOrder.incrementAndGet(), customer.name(), product);
    }

    /** Stands for the payment provider, which answers when it likes. */
    private void pay() throws InterruptedException {
        Thread.sleep(paymentDuration.toMillis());
    }

    /**
     * A paid order.
     *
     * @param number its number
     * @param customer who ordered
     * @param product what was ordered
     */
    public record Order(long number, String customer, String product) {

        /** As a receipt. */
        @Override
        public String toString() {
            return "order " + number + ": " + product + " for " + customer;
        }
    }
}
