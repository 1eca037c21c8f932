package io.github.aperturecdi.shop;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/**
 * The catalog over HTTP. A refused search is answered by the library: 429, Retry-After, a problem
 * document.
 */
@Path("/products")
@RequestScoped
public class CatalogResource {

    @Inject private Catalog catalog;

    /**
     * Finds products.
     *
     * @param customer who searches
     * @param text what to look for; everything by default
     * @param pages how many pages to search
     * @return the products' names
     */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public List<String> search(
            @HeaderParam("X-Customer") String customer,
            @QueryParam("q") @DefaultValue("") String text,
            @QueryParam("pages") @DefaultValue("1") int pages) {
        return catalog.search(Customer.named(customer), pages, text);
    }

    /**
     * Describes a product.
     *
     * @param product the product's name
     * @return the description
     */
    @GET
    @Path("{product}")
    @Produces(MediaType.TEXT_PLAIN)
    public String details(@PathParam("product") String product) {
        return catalog.details(product);
    }

    /**
     * Says how much of a product there is.
     *
     * @param product the product's name
     * @return the number
     */
    @GET
    @Path("{product}/stock")
    @Produces(MediaType.TEXT_PLAIN)
    public String stock(@PathParam("product") String product) {
        return Integer.toString(catalog.stock(product));
    }
}
