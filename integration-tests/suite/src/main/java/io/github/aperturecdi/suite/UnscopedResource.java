package io.github.aperturecdi.suite;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowLabel;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;

/** A resource whose author has never heard of scopes. */
@Path("/unscoped")
public class UnscopedResource {

    @GET
    @ApertureControlled("checkout")
    public String order(@FlowLabel("user_id") @QueryParam("user") String user) {
        return user + " ordered";
    }
}
