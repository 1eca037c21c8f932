package io.github.aperturecdi.shop;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Orders over HTTP. */
@Path("/orders")
@RequestScoped
public class OrdersResource {

    @Inject private Checkout checkout;

    /**
     * Takes an order.
     *
     * @param customer who orders
     * @param product what is ordered
     * @return 201 with a receipt
     */
    @POST
    @Consumes(MediaType.TEXT_PLAIN)
    @Produces(MediaType.TEXT_PLAIN)
    public Response place(@HeaderParam("X-Customer") String customer, String product) {
        Checkout.Order order = checkout.place(Customer.named(customer), product);
        return Response.status(Response.Status.CREATED).entity(order.toString()).build();
    }
}
