package io.github.aperturecdi.suite;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.concurrent.CompletionStage;

/** Answers which labels the flow of a request had. The parameter {@code user} has no value. */
@Path("/labels")
@RequestScoped
public class LabelsResource {

    @Inject LabelledShop shop;

    @GET
    @Path("/value")
    public String value() {
        return shop.value(null);
    }

    /** For callers who have logged in only. */
    @GET
    @Path("/members")
    public String members() {
        return shop.value(null);
    }

    @GET
    @Path("/overload")
    public String overload() {
        return shop.value();
    }

    /** On Quarkus, on the event loop. */
    @GET
    @Path("/stage")
    public CompletionStage<String> stage() {
        return shop.stage(null);
    }

    /** Runs on the event loop on Quarkus. The tests of other containers do not request it. */
    @GET
    @Path("/uni")
    public Uni<String> uni() {
        return shop.uni(null);
    }
}
