package io.github.aperturecdi.suite;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowLabel;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.rest.client.annotation.RegisterProvider;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** A service elsewhere, with a limit on the calls that go there. */
@Path("/prices")
@RegisterRestClient(baseUri = "http://127.0.0.1:1")
@RegisterProvider(OutgoingCalls.class)
public interface PriceClient {

    @GET
    @ApertureControlled("prices")
    String price(@FlowLabel("product") @QueryParam("product") String product);

    @GET
    @Path("/free")
    String free();

    @GET
    @Path("/unnamed")
    @ApertureControlled
    String unnamed();

    @GET
    @Path("/known")
    @ApertureControlled(value = "known", fallbackMethod = "lastKnown")
    String known(@QueryParam("product") String product);

    default String lastKnown(String product) {
        return "last known price of " + product;
    }
}
