package io.github.aperturecdi.shop;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowLabel;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/**
 * The payment provider, a service elsewhere. A payment that is refused never leaves the shop, and
 * each attempt is one.
 */
@Path("/payments")
@RegisterRestClient(configKey = "payments")
public interface PaymentProvider {

    /**
     * Has an order paid.
     *
     * @param account who pays; null for a guest, whom no limit touches
     * @param product what is paid for
     * @return what the provider says
     */
    @POST
    @Consumes(MediaType.TEXT_PLAIN)
    @Produces(MediaType.TEXT_PLAIN)
    @ApertureControlled("payment")
    String pay(@HeaderParam("X-Account") @FlowLabel("account") String account, String product);
}
