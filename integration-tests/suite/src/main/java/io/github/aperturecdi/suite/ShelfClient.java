package io.github.aperturecdi.suite;

import io.github.aperturecdi.ApertureControlled;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** A client with a sub-resource, which alone has the annotation. */
@Path("/shelves")
@RegisterRestClient(baseUri = "http://127.0.0.1:1")
public interface ShelfClient {

    /** What the client makes. */
    interface Shelf {

        @GET
        @ApertureControlled("count")
        String count();
    }

    @Path("{name}")
    Shelf shelf(@PathParam("name") String name);
}
