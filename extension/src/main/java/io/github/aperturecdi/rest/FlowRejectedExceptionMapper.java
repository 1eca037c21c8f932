package io.github.aperturecdi.rest;

import io.github.aperturecdi.FlowRejectedException;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.time.Duration;

/**
 * Answers a refused call: the refusal's status, {@code Retry-After}, {@code RateLimit}
 * (draft-ietf-httpapi-ratelimit-headers) and a problem document (RFC 9457). An application's own
 * mapper for {@link FlowRejectedException} replaces it. The smaller priority wins, so a mapper
 * without {@code @Priority}, which counts as {@link Priorities#USER}, replaces it as well.
 */
@Provider
@Priority(Priorities.USER + 1000)
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
                .ifPresent(wait -> response.header(HttpHeaders.RETRY_AFTER, seconds(wait)));
        RateLimitField.of(refused)
                .ifPresent(limits -> response.header(RateLimitField.NAME, limits));
        return response.build();
    }

    /**
     * Sets the status by its name, if it has one: some servers call a bare code undefined. An
     * agent's status may have no name.
     */
    private static Response.ResponseBuilder withStatus(int code) {
        Response.Status status = Response.Status.fromStatusCode(code);
        return status == null ? Response.status(code) : Response.status(status);
    }

    /**
     * The wait in whole seconds (RFC 9110, 10.2.3), rounded up: a client that comes earlier is
     * refused again.
     */
    static long seconds(Duration wait) {
        return wait.getNano() == 0 ? wait.getSeconds() : wait.getSeconds() + 1;
    }
}
