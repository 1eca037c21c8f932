package io.github.aperturecdi.suite;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;

/** The shop over HTTP. */
@Path("/shop")
@RequestScoped
public class ShopResource {

    @Inject Shop shop;

    @GET
    public String order(@QueryParam("user") String user) {
        return shop.order(user, 1);
    }
}
