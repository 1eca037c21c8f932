package io.github.aperturecdi.suite;

import io.github.aperturecdi.ApertureControlled;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** A client whose author made a mistake. */
@Path("/prices")
@RegisterRestClient(baseUri = "http://127.0.0.1:1")
public interface MistakenClient {

    @GET
    @ApertureControlled(value = "prices", timeout = "soon")
    String price();
}
