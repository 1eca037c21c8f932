package io.github.aperturecdi.testkit;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;

/** Orders over HTTP. */
@Path("/orders")
@RequestScoped
public class OrdersResource {

    @Inject Orders orders;

    @GET
    public String place(@QueryParam("user") String user) {
        return orders.place(user);
    }
}
