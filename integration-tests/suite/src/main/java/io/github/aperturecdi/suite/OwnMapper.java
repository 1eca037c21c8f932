package io.github.aperturecdi.suite;

import io.github.aperturecdi.FlowRejectedException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** An application that answers refusals itself, and says nothing of priorities. */
@Provider
public class OwnMapper implements ExceptionMapper<FlowRejectedException> {

    @Override
    public Response toResponse(FlowRejectedException refused) {
        return Response.status(418).entity("mine: " + refused.reason()).build();
    }
}
