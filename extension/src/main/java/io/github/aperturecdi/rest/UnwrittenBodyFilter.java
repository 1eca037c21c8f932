package io.github.aperturecdi.rest;

import jakarta.annotation.Priority;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.ext.Provider;

/**
 * Ends calls whose body is never written: a {@code HEAD} request runs the method for {@code GET}.
 * It is the first response filter, as a later one may remove the body. The filters of the
 * application get a body of a class of its own as it is, until {@link WrittenBodyFilter}.
 */
@Provider
@Priority(Integer.MAX_VALUE)
public class UnwrittenBodyFilter implements ContainerResponseFilter {

    /** For the container. */
    public UnwrittenBodyFilter() {}

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (!(response.getEntity() instanceof FollowedOutput body)) {
            return;
        }
        boolean unwritten = HttpMethod.HEAD.equals(request.getMethod());
        if (unwritten) {
            body.drop();
        }
        if (body.isOfNamedClass()) {
            FollowedOutput.put(body.output(), response);
            if (!unwritten) {
                request.setProperty(WrittenBodyFilter.BODY, body);
            }
        }
    }
}
