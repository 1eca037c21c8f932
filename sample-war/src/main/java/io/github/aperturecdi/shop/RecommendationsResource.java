package io.github.aperturecdi.shop;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Recommendations over HTTP. */
@Path("/recommendations")
@RequestScoped
public class RecommendationsResource {

    @Inject private Recommendations recommendations;

    /**
     * What a customer may like, or what everybody likes.
     *
     * @param customer who asks
     * @return the products
     */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public CompletionStage<List<String>> recommend(@HeaderParam("X-Customer") String customer) {
        return recommendations.forCustomer(Customer.named(customer));
    }
}
