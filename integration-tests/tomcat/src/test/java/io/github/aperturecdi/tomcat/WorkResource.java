package io.github.aperturecdi.tomcat;

import io.github.aperturecdi.ApertureControlled;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** Work that asks the agent. */
@Path("/work")
@RequestScoped
public class WorkResource {

    @GET
    @ApertureControlled("work")
    public String work() {
        return "done";
    }
}
