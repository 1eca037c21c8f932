package io.github.aperturecdi.shop;

import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/**
 * Two of the three endpoints by which Aperture's public SDK validator judges an application; the
 * third, {@code /health}, is MicroProfile Health's. The control point's name comes from the
 * environment, so this is also how flows are started by a program instead of an annotation.
 */
@Path("/")
@RequestScoped
public class ValidatorResource {

    private static final String CONTROL_POINT =
            Optional.ofNullable(System.getenv("APERTURE_FEATURE_NAME"))
                    .filter(name -> !name.isBlank())
                    .orElse("awesome_feature");

    @Inject private FlowControl flows;

    /**
     * Does the controlled work.
     *
     * @return 202
     */
    @GET
    @Path("super")
    public Response controlled() {
        try (Flow flow = flows.start(FlowRequest.at(CONTROL_POINT).build())) {
            flow.rejection()
                    .ifPresent(
                            rejection -> {
                                throw new FlowRejectedException(rejection, "GET /super");
                            });
            return Response.accepted().build();
        }
    }

    /**
     * Whether the agent is connected.
     *
     * @return 200 when it is, else 503
     */
    @GET
    @Path("connected")
    public Response connected() {
        return flows.connected()
                ? Response.ok("connected").build()
                : Response.status(Response.Status.SERVICE_UNAVAILABLE).build();
    }
}
