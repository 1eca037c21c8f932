package io.github.aperturecdi.suite;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.reactivestreams.Publisher;

/**
 * Requests that Quarkus serves on the event loop, as they return something asynchronous: what the
 * controlled method does, for Quarkus to subscribe to.
 */
@Path("/loop")
@Produces(MediaType.TEXT_PLAIN)
public class LoopResource {

    @Inject LoopShop shop;
    @Inject RequestNote note;

    @GET
    @Path("/uni")
    public Uni<String> uni(@QueryParam("case") LoopCase loopCase, @QueryParam("id") String id) {
        note.write(id);
        return shop.uni(loopCase, id);
    }

    @GET
    @Path("/stage")
    public CompletionStage<String> stage(
            @QueryParam("case") LoopCase loopCase, @QueryParam("id") String id) {
        note.write(id);
        return shop.stage(loopCase, id);
    }

    @GET
    @Path("/multi")
    public Multi<String> multi(@QueryParam("case") LoopCase loopCase, @QueryParam("id") String id) {
        note.write(id);
        return shop.multi(loopCase, id);
    }

    @GET
    @Path("/publisher")
    public Flow.Publisher<String> publisher(
            @QueryParam("case") LoopCase loopCase, @QueryParam("id") String id) {
        note.write(id);
        return shop.publisher(loopCase, id);
    }

    @GET
    @Path("/reactive-streams")
    public Publisher<String> reactiveStreams(
            @QueryParam("case") LoopCase loopCase, @QueryParam("id") String id) {
        note.write(id);
        return shop.reactiveStreams(loopCase, id);
    }

    @GET
    @Path("/fallback")
    public Uni<String> fallback(
            @QueryParam("case") LoopCase loopCase, @QueryParam("id") String id) {
        note.write(id);
        return shop.fallback(loopCase, id);
    }

    @GET
    @Path("/value")
    public Uni<String> value(@QueryParam("case") LoopCase loopCase, @QueryParam("id") String id) {
        note.write(id);
        return Uni.createFrom().item(shop.value(loopCase, id));
    }

    @GET
    @Path("/free")
    public Uni<String> free() {
        return Uni.createFrom().item(Thread.currentThread().getName());
    }

    @GET
    @Path("/worker")
    public String worker(@QueryParam("case") LoopCase loopCase, @QueryParam("id") String id) {
        note.write(id);
        return shop.value(loopCase, id);
    }

    @GET
    @Path("/begun")
    public Uni<Boolean> begun(@QueryParam("id") String id) {
        return Uni.createFrom().item(shop.hasBegun(id));
    }
}
