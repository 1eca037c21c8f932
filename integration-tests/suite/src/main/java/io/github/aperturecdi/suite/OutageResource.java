package io.github.aperturecdi.suite;

import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;

/** The agent's end and its return, and what an operator does meanwhile, for clients. */
@Path("/outage")
@RequestScoped
public class OutageResource {

    /** The agent is gone. */
    @GET
    @Path("/kill")
    public void kill() {
        DeployedAgent.current().kill();
    }

    /** It is back. */
    @GET
    @Path("/restart")
    public void restart() {
        DeployedAgent.current().restart();
    }

    /** The operator changes what becomes of calls without it. */
    @GET
    @Path("/on-unreachable")
    public void onUnreachable(@QueryParam("value") String value) {
        ChangingConfigSource.VALUES.put("aperture.on-unreachable", value);
    }
}
