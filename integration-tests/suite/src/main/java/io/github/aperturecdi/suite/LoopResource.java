package io.github.aperturecdi.suite;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;

/**
 * Requests that Quarkus serves on the event loop, as they return a Uni. Each answers where it ran
 * itself, and what.
 */
@Path("/loop")
public class LoopResource {

    @Inject LoopShop shop;
    @Inject RequestNote note;

    private String here(String id) {
        note.write(id);
        return Thread.currentThread().getName();
    }

    @GET
    @Path("/uni")
    public Uni<String> uni(@QueryParam("id") String id) {
        String loop = here(id);
        return shop.uni().map(body -> loop + "," + body);
    }

    @GET
    @Path("/stage")
    public Uni<String> stage(@QueryParam("id") String id) {
        String loop = here(id);
        return Uni.createFrom().completionStage(shop.stage()).map(body -> loop + "," + body);
    }

    @GET
    @Path("/value")
    public Uni<String> value(@QueryParam("id") String id) {
        String loop = here(id);
        return Uni.createFrom().item(loop + "," + shop.value());
    }

    @GET
    @Path("/free")
    public Uni<String> free(@QueryParam("id") String id) {
        return Uni.createFrom().item(here(id));
    }

    @GET
    @Path("/worker")
    public String worker(@QueryParam("id") String id) {
        return here(id) + "," + shop.value();
    }
}
