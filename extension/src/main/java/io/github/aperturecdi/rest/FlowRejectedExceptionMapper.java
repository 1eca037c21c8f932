package io.github.aperturecdi.rest;

import io.github.aperturecdi.FlowRejectedException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.time.Duration;

/**
 * Answers a refused call: the refusal's status, {@code Retry-After}, and a problem document (RFC
 * 9457). An application overrides it with a mapper of its own for {@link FlowRejectedException} and
 * a smaller {@code @Priority} value.
 */
@Provider
public class FlowRejectedExceptionMapper implements ExceptionMapper<FlowRejectedException> {

    /** For the container. */
    public FlowRejectedExceptionMapper() {}

    @Override
    public Response toResponse(FlowRejectedException refused) {
        Response.ResponseBuilder response =
                withStatus(refused.httpStatus())
                        .type("application/problem+json")
                        .entity(ProblemDocument.of(refused));
        refused.retryAfter()
                .ifPresent(wait -> response.header(HttpHeaders.RETRY_AFTER, wholeSeconds(wait)));
        return response.build();
    }

    /**
     * By name where it has one, or some servers call it undefined; an agent's code may have none.
     */
    private static Response.ResponseBuilder withStatus(int code) {
        Response.Status status = Response.Status.fromStatusCode(code);
        return status == null ? Response.status(code) : Response.status(status);
    }

    /**
     * Rounded up, as a client that comes earlier is refused again (RFC 9110 10.2.3 allows whole
     * seconds only).
     */
    private static long wholeSeconds(Duration wait) {
        return wait.getNano() == 0 ? wait.getSeconds() : wait.getSeconds() + 1;
    }
}
