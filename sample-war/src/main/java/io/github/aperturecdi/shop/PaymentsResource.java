package io.github.aperturecdi.shop;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Stands for the payment provider, which is elsewhere, answers when it likes, and takes much money
 * only when asked again.
 */
@Path("/payments")
@ApplicationScoped
public class PaymentsResource {

    private static final String EXPENSIVE = "espresso machine";

    private final Duration duration =
            ConfigProvider.getConfig()
                    .getOptionalValue("shop.payment.duration", Duration.class)
                    .orElse(Duration.ofSeconds(2));

    private final AtomicInteger expensive = new AtomicInteger();

    /**
     * Takes the money.
     *
     * @param product what it is for
     * @return that it is paid, or 503
     * @throws InterruptedException if the server stops meanwhile
     */
    @POST
    @Consumes(MediaType.TEXT_PLAIN)
    @Produces(MediaType.TEXT_PLAIN)
    public Response pay(String product) throws InterruptedException {
        if (product.equals(EXPENSIVE) && expensive.incrementAndGet() % 2 == 1) {
            return Response.status(Response.Status.SERVICE_UNAVAILABLE).entity("busy").build();
        }
        Thread.sleep(duration.toMillis());
        return Response.ok("paid").build();
    }
}
