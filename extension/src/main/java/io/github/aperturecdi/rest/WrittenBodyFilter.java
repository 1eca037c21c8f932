package io.github.aperturecdi.rest;

import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.ext.Provider;

/**
 * Follows a body again that {@link UnwrittenBodyFilter} has shown to the filters of the
 * application. It is the last response filter.
 */
@Provider
@Priority(0)
public class WrittenBodyFilter implements ContainerResponseFilter {

    /** The property of a request with its followed body. */
    static final String BODY = "io.github.aperturecdi.body";

    /** For the container. */
    public WrittenBodyFilter() {}

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (!(request.getProperty(BODY) instanceof FollowedOutput body)) {
            return;
        }
        request.removeProperty(BODY);
        if (response.getEntity() instanceof StreamingOutput output) {
            body.replace(output);
            FollowedOutput.put(body, response);
        } else {
            body.drop();
        }
    }
}
