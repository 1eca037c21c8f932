package io.github.aperturecdi.shop;

import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowControlStatus;
import io.github.aperturecdi.flow.PolicyStatus;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;

/** For operators. */
@Path("/operations")
@RequestScoped
public class OperationsResource {

    @Inject private FlowControl flows;

    /**
     * The state of flow control.
     *
     * @return what has been decided since the start
     */
    @GET
    @Path("status")
    @Produces(MediaType.APPLICATION_JSON)
    public Map<String, Object> status() {
        FlowControlStatus status = flows.status();
        return Map.of(
                "agent", status.agent(),
                "connected", status.connected(),
                "admitted", status.admitted(),
                "rejected", status.rejected(),
                "shadowRefusals", status.shadowRefusals(),
                "countedTogether", status.countedTogether(),
                "policies", status.policies().stream().map(OperationsResource::shown).toList());
    }

    private static Map<String, String> shown(PolicyStatus policy) {
        return Map.of("name", policy.name(), "since", policy.since().toString());
    }
}
