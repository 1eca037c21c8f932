package io.github.aperturecdi.quarkusapp;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowLabel;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;

@Path("/hello")
public class Hello {
    @GET
    @ApertureControlled("hello")
    public String hello(@FlowLabel("user") @QueryParam("user") String user) {
        return "Hello " + user;
    }
}
