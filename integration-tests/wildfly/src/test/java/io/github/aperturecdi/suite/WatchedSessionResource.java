package io.github.aperturecdi.suite;

import jakarta.enterprise.context.RequestScoped;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;

/** Tells how often a watched session was passivated. */
@Path("/watched")
@RequestScoped
public class WatchedSessionResource {

    @Context HttpServletRequest request;

    /** The caller's session is watched from now on. */
    @GET
    @Path("/begin")
    public void begin() {
        request.getSession().setAttribute("watched", new WatchedSession());
    }

    /** How often it happened. */
    @GET
    @Path("/passivations")
    public int passivations() {
        return WatchedSession.PASSIVATIONS.get();
    }
}
