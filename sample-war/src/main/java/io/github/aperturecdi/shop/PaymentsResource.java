package io.github.aperturecdi.shop;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import org.eclipse.microprofile.config.ConfigProvider;

/** Stands for the payment provider, which is elsewhere and answers when it likes. */
@Path("/payments")
@ApplicationScoped
public class PaymentsResource {

    private final Duration duration =
            ConfigProvider.getConfig()
                    .getOptionalValue("shop.payment.duration", Duration.class)
                    .orElse(Duration.ofSeconds(2));

    /**
     * Takes the money.
     *
     * @param product what it is for
     * @return that it is paid
     * @throws InterruptedException if the server stops meanwhile
     */
    @POST
    @Consumes(MediaType.TEXT_PLAIN)
    @Produces(MediaType.TEXT_PLAIN)
    public String pay(String product) throws InterruptedException {
        Thread.sleep(duration.toMillis());
        return "paid";
    }
}
