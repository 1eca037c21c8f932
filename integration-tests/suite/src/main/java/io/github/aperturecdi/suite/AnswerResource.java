package io.github.aperturecdi.suite;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.flow.Flow;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Controlled resource methods with outcomes that tell their HTTP status, and without. */
@Path("/answers")
@RequestScoped
public class AnswerResource {

    @Inject Shop shop;

    @GET
    @Path("/response")
    @ApertureControlled("answer")
    public Response response() {
        return Response.status(Response.Status.CREATED).build();
    }

    @GET
    @Path("/failure")
    @ApertureControlled("answer")
    public Response failure() {
        return Response.status(Response.Status.CONFLICT).build();
    }

    @GET
    @Path("/stage")
    @ApertureControlled("answer")
    public CompletionStage<Response> stage() {
        return CompletableFuture.completedFuture(Response.status(Response.Status.ACCEPTED).build());
    }

    @GET
    @Path("/exception")
    @ApertureControlled("answer")
    public String exception() {
        throw new NotFoundException();
    }

    @GET
    @Path("/said")
    @ApertureControlled("answer")
    public Response said() {
        Flow.current().httpStatus(206);
        return Response.ok().build();
    }

    @GET
    @Path("/plain")
    @ApertureControlled("answer")
    public String plain() {
        return "plain";
    }

    /** Admitted, and refused within. */
    @GET
    @Path("/refused")
    @ApertureControlled("answer")
    public String refused() {
        return shop.order("rate-limited", 1);
    }
}
