package io.github.aperturecdi.rest;

import io.github.aperturecdi.cdi.CallerHeaders;
import io.github.aperturecdi.cdi.RequestCaller;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.ext.Provider;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the headers that become labels, and the caller. It runs before other filters, as these may
 * call controlled methods. It never fails a request.
 */
@Provider
@Priority(0)
public class RequestHeadersFilter implements ContainerRequestFilter {

    private static final System.Logger LOG = System.getLogger(RequestHeadersFilter.class.getName());

    private volatile @Nullable CallerHeaders headers;

    /** For the container. */
    public RequestHeadersFilter() {}

    @Override
    public void filter(ContainerRequestContext request) {
        try {
            CallerHeaders kept = headers();
            kept.keep(request::getHeaderString);
            kept.keep(caller(request));
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "no labels from the request", e);
        }
    }

    private static RequestCaller caller(ContainerRequestContext request) {
        return new RequestCaller(
                () -> {
                    SecurityContext security = request.getSecurityContext();
                    return security == null ? null : security.getUserPrincipal();
                },
                () -> {
                    SecurityContext security = request.getSecurityContext();
                    return security == null ? null : security.getAuthenticationScheme();
                });
    }

    /** Looks up the bean once: some servers inject only into providers that are beans. */
    private CallerHeaders headers() {
        CallerHeaders found = headers;
        if (found == null) {
            found = CDI.current().select(CallerHeaders.class).get();
            headers = found;
        }
        return found;
    }
}
